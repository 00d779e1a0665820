/** Compiles unchanged: lines that must not compile are marked, and the compiler reports a superfluous mark. */
export const TYPED_PROGRAM = `
import { createClient, errors, ApiError, verifyCallback, type types } from 'pinpoint-tenant-router-client';

const client = createClient({ baseUrl: 'https://a', tokenUrl: 'https://b', clientId: 'c', clientSecret: 'd' });
const acme = client.tenant('acme');

export async function sends(): Promise<string> {
  const text: types.SendTextMessageRequest = { DestinationPhoneNumber: '+14254147755', MessageType: 'TRANSACTIONAL' };
  const { MessageId } = await acme.SendTextMessage(text, { idempotencyKey: 'k', signal: AbortSignal.timeout(1) });
  // @ts-expect-error A number is required.
  await acme.SendTextMessage({ MessageBody: 'hello' });
  // @ts-expect-error A call without what it requires.
  await acme.SendTextMessage();
  // @ts-expect-error There is no such value.
  await acme.SendTextMessage({ ...text, MessageType: 'SPAM' });
  // @ts-expect-error There is no such action.
  await acme.SendTextMessages({});
  // @ts-expect-error It has no pages.
  acme.pages.SendTextMessage(text);
  return MessageId;
}

export async function reads(): Promise<number> {
  await acme.DescribePools();
  for await (const { PhoneNumbers = [] } of acme.pages.DescribePhoneNumbers({ MaxResults: 5 }))
    for (const { Status, MonthlyLeasingPrice } of PhoneNumbers) if (Status === 'ACTIVE') return Number(MonthlyLeasingPrice);
  const { Messages } = await acme.DescribeMessages({ MessageIds: ['m'] });
  const batch = await acme.PutRegistrationFieldValue({ RegistrationId: 'r', FieldValues: [{ FieldPath: 'a', TextValue: 'b' }] });
  return 'FieldValues' in batch ? batch.FieldValues.length : Messages.filter(({ IsFinal }) => IsFinal).length;
}

export function tells(error: unknown): string | undefined {
  if (error instanceof errors.ConflictException) return error.details.Reason;
  if (error instanceof ApiError) return error.details.problems?.map(({ path }) => path).join();
  // @ts-expect-error There is no such error.
  if (error instanceof errors.NoException) return '';
  return verifyCallback<{ type: string }>({ secret: 's', headers: {}, body: '' }).type;
}
`;
