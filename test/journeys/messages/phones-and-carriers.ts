import { expect } from 'vitest';
import type { LocalSystem } from '../../../infra/local/system/local-system.ts';
import { INBOUND_TOPIC_NAME, MESSAGES_TABLE_NAME } from '../../../registrar/contract/names.ts';
import { call } from '../../support/api.ts';
import { ACME, GLOBEX, MANAGEMENT } from '../../support/parties.ts';
import { eventually } from '../../support/patience.ts';
import type { Journey } from '../journey.ts';
import { verified, withCallback } from './callbacks.ts';

/** A simulator destination that no other journey sends to. */
const PHONE = '+14254147167';

/** Texts from phones to tenants' numbers, and carriers' decisions on registrations. */
export const phoneAndCarrierJourneys: readonly Journey[] = [
  {
    title: 'a text from a phone is answered and reaches the tenant; after STOP the next send is refused',
    async run(system) {
      const { PhoneNumber, PoolId } = await numberOf(system, 'acme');
      const TwoWayChannelArn = `arn:aws:sns:${ACME.region}:${ACME.accountId}:${INBOUND_TOPIC_NAME}`;
      await ask(system, 'acme/UpdatePool', { PoolId, TwoWayEnabled: true, TwoWayChannelArn });
      const keyword = { OriginationIdentity: PoolId, Keyword: 'START' };
      await ask(system, 'acme/PutKeyword', {
        ...keyword,
        KeywordMessage: 'Hi again',
        KeywordAction: 'OPT_IN',
      });
      const send = () =>
        call(system, 'acme/SendTextMessage', {
          DestinationPhoneNumber: PHONE,
          OriginationIdentity: PoolId,
          MessageBody: 'hello',
        });
      try {
        const sent = await send();
        const help = await local(system, '/_local/inbound', { from: PHONE, to: PhoneNumber, body: 'help' });
        expect(help).toMatchObject({ keyword: 'HELP', published: true });
        const answer = system.aws.outbox
          .messages()
          .find(({ inReplyTo }) => inReplyTo === help.inboundMessageId);
        expect(answer).toMatchObject({ origination: PhoneNumber, destination: PHONE });
        await eventually(async () => {
          const MessageIds = [help.inboundMessageId];
          const { Messages } = await ask(system, 'acme/DescribeMessages', { MessageIds });
          const PreviousMessageId = sent.body.MessageId;
          expect(Messages).toMatchObject([{ Direction: 'INBOUND', Body: 'help', PreviousMessageId }]);
        }, 15);
        await local(system, '/_local/inbound', { from: PHONE, to: PhoneNumber, body: 'Stop' });
        expect(await send()).toMatchObject({
          status: 409,
          body: { error: { name: 'ConflictException', Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' } },
        });
        await local(system, '/_local/inbound', { from: PHONE, to: PhoneNumber, body: 'START' });
        expect(await send()).toMatchObject({ status: 200 });
      } finally {
        await ask(system, 'acme/DeleteKeyword', keyword);
        await ask(system, 'acme/UpdatePool', { PoolId, TwoWayEnabled: false });
      }
    },
  },
  {
    title: 'a 10DLC brand and its campaign go from creation to approval, and a number sends for the campaign',
    async run(system) {
      const brand = await approvedBrand(system);
      const campaign = await register(system, 'US_TEN_DLC_CAMPAIGN_REGISTRATION');
      const association = { RegistrationId: campaign, ResourceId: brand };
      await ask(system, 'globex/CreateRegistrationAssociation', association);
      await ask(system, 'globex/SubmitRegistrationVersion', { RegistrationId: campaign });
      expect(await review(system, campaign, 'approve')).toBe('COMPLETE');
      const number = await ask(system, 'globex/RequestPhoneNumber', {
        IsoCountryCode: 'US',
        NumberType: 'TEN_DLC',
        MessageType: 'TRANSACTIONAL',
        NumberCapabilities: ['SMS'],
        RegistrationId: campaign,
      });
      expect(number).toMatchObject({ Status: 'ACTIVE', RegistrationId: campaign });
      await eventually(async () => {
        const { accountId, region } = MANAGEMENT;
        const { Item } = await system.aws.dynamoDb.database({ accountId, region }).run('GetItem', {
          TableName: MESSAGES_TABLE_NAME,
          Key: { pk: { S: `${GLOBEX.accountId}#${campaign}` } },
        });
        expect(JSON.stringify(Item)).toContain('COMPLETE');
      }, 15);
    },
  },
  {
    title: "a callback is told of a registration's approval",
    run: (system) =>
      withCallback(
        system,
        async (registered) => {
          // The message reader knows of a new callback after ten seconds.
          await eventually(async () => {
            const brand = await approvedBrand(system);
            const told = () =>
              verified(
                registered,
                ({ type }, body) => type === 'registration.updated' && body.includes(brand),
              );
            await eventually(() => expect(JSON.stringify(told())).toContain('COMPLETE'), 5);
          }, 15);
        },
        'globex',
      ),
  },
];

/** The body of an answer that must be 200. */
async function approvedBrand(system: LocalSystem): Promise<string> {
  const brand = await register(system, 'US_TEN_DLC_BRAND_REGISTRATION');
  await ask(system, 'globex/SubmitRegistrationVersion', { RegistrationId: brand });
  expect(await review(system, brand, 'approve')).toBe('COMPLETE');
  return brand;
}

async function ask(system: LocalSystem, path: string, input: object) {
  const { status, body } = await call(system, path, input);
  expect({ path, status, body }).toMatchObject({ status: 200 });
  return body;
}

/** Asks what `npm run local -- review` and `inbound` ask. */
async function local(system: LocalSystem, path: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${system.aws.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  expect({ status: response.status, answer }).toMatchObject({ status: 200 });
  return answer;
}

async function review(system: LocalSystem, id: string, decision: string, further: object = {}) {
  const { accountId, region } = GLOBEX;
  const path = `/_local/registrations/${id}/review`;
  return (await local(system, path, { accountId, region, decision, ...further })).registrationStatus;
}

async function numberOf(system: LocalSystem, tenantId: string) {
  const { PhoneNumbers } = await ask(system, `${tenantId}/DescribePhoneNumbers`, {
    Filters: [{ Name: 'number-type', Values: ['SIMULATOR'] }],
  });
  return PhoneNumbers.find(({ PoolId }: { PoolId?: string }) => PoolId !== undefined);
}

/** A new registration of globex with a value in every required field. */
async function register(system: LocalSystem, RegistrationType: string): Promise<string> {
  const { RegistrationId } = await ask(system, 'globex/CreateRegistration', { RegistrationType });
  await fillIn(system, RegistrationId, RegistrationType);
  return RegistrationId;
}

async function fillIn(system: LocalSystem, RegistrationId: string, RegistrationType: string): Promise<void> {
  const question = { RegistrationType, MaxResults: 100 };
  const { RegistrationFieldDefinitions } = await ask(
    system,
    'globex/DescribeRegistrationFieldDefinitions',
    question,
  );
  const required = RegistrationFieldDefinitions.filter(
    ({ FieldRequirement }: { FieldRequirement: string }) => FieldRequirement === 'REQUIRED',
  );
  // One by one: a list of values is put at the pace that AWS's quota allows, a second each.
  for (const definition of required)
    await ask(system, 'globex/PutRegistrationFieldValue', { RegistrationId, ...valueFor(definition) });
}

interface Definition {
  readonly FieldPath: string;
  readonly TextValidation?: { readonly MinLength: number };
  readonly SelectValidation?: { readonly Options: readonly string[] };
}

/** The last choice is the modest one: no links in the messages. */
function valueFor({ FieldPath, TextValidation, SelectValidation }: Definition) {
  if (SelectValidation === undefined)
    return { FieldPath, TextValue: 'US'.padEnd(TextValidation?.MinLength ?? 1, 'x') };
  const [first = ''] = SelectValidation.Options;
  return { FieldPath, SelectChoices: [first === 'Yes' ? (SelectValidation.Options.at(-1) ?? first) : first] };
}
