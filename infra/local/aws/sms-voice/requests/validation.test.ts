import {
  AssociateOriginationIdentityCommand,
  CarrierLookupCommand,
  CreateConfigurationSetCommand,
  CreateRegistrationAttachmentCommand,
  DescribePhoneNumbersCommand,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MessagingBench, SUCCESS } from '../messaging-bench.rig.ts';

const bench = new MessagingBench();
beforeAll(() => bench.listen());
afterAll(() => bench.close());

/** An input that the SDK's types would not allow. */
const untyped = <T>(input: unknown) => input as T;

describe('the input of sms-voice operations', () => {
  it('names every member that is missing', async () => {
    const command = new AssociateOriginationIdentityCommand(untyped({}));
    await expect(bench.client().send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      Reason: 'MISSING_PARAMETER',
      Fields: [{ Name: 'PoolId' }, { Name: 'OriginationIdentity' }],
    });
  });

  it('names the members that have another type, however deep', async () => {
    const command = new SendTextMessageCommand(
      untyped({ DestinationPhoneNumber: SUCCESS, TimeToLive: 'soon', Context: { a: 1 } }),
    );
    await expect(bench.client().send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      Reason: 'CANNOT_PARSE',
      Fields: [{ Name: 'TimeToLive' }, { Name: 'Context.a' }],
    });
  });

  it.each([
    ['DestinationPhoneNumber', { DestinationPhoneNumber: 'call me' }],
    ['MessageBody', { MessageBody: 'x'.repeat(1601) }],
    ['MessageType', { MessageType: 'URGENT' }],
    ['TimeToLive', { TimeToLive: 4 }],
    ['TimeToLive', { TimeToLive: 259_201 }],
    ['MaxPrice', { MaxPrice: 'a lot' }],
    ['Context', { Context: Object.fromEntries('abcdef'.split('').map((key) => [key, 'v'])) }],
    ['Context.a b', { Context: { 'a b': 'v' } }],
    ['Context.a', { Context: { a: ' v' } }],
    ['DestinationCountryParameters.US_X', { DestinationCountryParameters: { US_X: 'v' } }],
  ])('refuses a text message whose %s is out of bounds', async (Name, wrong) => {
    const command = new SendTextMessageCommand(untyped({ DestinationPhoneNumber: SUCCESS, ...wrong }));
    await expect(bench.client().send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      Reason: 'INVALID_PARAMETER',
      Fields: [{ Name, Message: expect.any(String) }],
    });
  });

  it('takes a configuration set by name or ARN, but creates it by name only', async () => {
    const ConfigurationSetName = 'arn:aws:sms-voice:us-east-1:222222222222:configuration-set/Default';
    const create = new CreateConfigurationSetCommand({ ConfigurationSetName });
    await expect(bench.client().send(create)).rejects.toMatchObject({
      Fields: [{ Name: 'ConfigurationSetName' }],
    });
    const send = new SendTextMessageCommand({ DestinationPhoneNumber: SUCCESS, ConfigurationSetName });
    await expect(bench.client().send(send)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each([
    [{ MaxResults: 0 }, 'MaxResults'],
    [{ MaxResults: 101 }, 'MaxResults'],
    [{ PhoneNumberIds: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'PhoneNumberIds'],
    [{ Filters: [{ Name: 'colour', Values: ['red'] }] }, 'Filters[0].Name'],
    [{ Filters: [{ Name: 'status', Values: [] }] }, 'Filters[0].Values'],
  ])('refuses to describe phone numbers with %j', async (input, Name) => {
    const command = new DescribePhoneNumbersCommand(untyped(input));
    await expect(bench.client().send(command)).rejects.toMatchObject({ Fields: [{ Name }] });
  });

  it('refuses a body that is not base64', async () => {
    const answer = await raw('CreateRegistrationAttachment', { AttachmentBody: 'not base64!' });
    expect(answer).toMatchObject({ Fields: [{ Name: 'AttachmentBody' }] });
    const both = { AttachmentBody: Buffer.from('x'), AttachmentUrl: 's3://bucket/key' };
    await expect(bench.client().send(new CreateRegistrationAttachmentCommand(both))).rejects.toMatchObject({
      Reason: 'PARAMETERS_CANNOT_BE_USED_TOGETHER',
    });
  });

  it('answers UnknownOperationException to a name that no SDK has', async () => {
    expect(await raw('SendTelegram', {})).toMatchObject({ __type: 'UnknownOperationException' });
    expect(await raw('__proto__', {})).toMatchObject({ __type: 'UnknownOperationException' });
  });

  it('says so when an operation exists but is not simulated, and validates it before', async () => {
    await expect(
      bench.client().send(new CarrierLookupCommand({ PhoneNumber: SUCCESS })),
    ).rejects.toMatchObject({
      name: 'NotSimulatedException',
      message: expect.stringContaining('CarrierLookup'),
      $metadata: { httpStatusCode: 501 },
    });
    await expect(bench.client().send(new CarrierLookupCommand(untyped({})))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect(bench.smsVoice.supports('CarrierLookup')).toBe(false);
    expect(bench.smsVoice.supports('SendTextMessage')).toBe(true);
  });
});

/** Sends what no SDK would: another operation's target and body, signed as usual. */
async function raw(operation: string, body: unknown): Promise<unknown> {
  const client = bench.client();
  let answer: unknown;
  client.middlewareStack.add(
    (next) => async (args) => {
      const { request } = args as { request: { headers: Record<string, string>; body: string } };
      request.headers['x-amz-target'] = `PinpointSMSVoiceV2.${operation}`;
      request.body = JSON.stringify(body);
      request.headers['content-length'] = String(Buffer.byteLength(request.body));
      return await next(args);
    },
    { step: 'build', priority: 'low' },
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const chunks: Buffer[] = [];
      for await (const chunk of (result.response as { body: AsyncIterable<Buffer> }).body) chunks.push(chunk);
      answer = JSON.parse(Buffer.concat(chunks).toString());
      throw new Error('answered');
    },
    { step: 'deserialize', priority: 'low' },
  );
  await client.send(new DescribePhoneNumbersCommand({})).catch(() => undefined);
  return answer;
}
