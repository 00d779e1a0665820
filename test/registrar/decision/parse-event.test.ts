import { expect, test } from 'vitest';
import { parseRegistrationEvent } from '../../../registrar/decision/parse-event.ts';
import { type EventOptions, NOW, registrationEvent } from '../registration-events.ts';

function parse(options: EventOptions = {}, partition = 'aws') {
  return parseRegistrationEvent(JSON.stringify(registrationEvent(options)), partition);
}

test('reads an event as EventBridge delivers it', () => {
  expect(parse({ detail: { note: 'unknown members do no harm' } })).toEqual({
    tenantId: 'acme',
    accountId: '222222222222',
    region: 'us-east-1',
    deliveryStreamRoleArn: 'arn:aws:iam::222222222222:role/PinpointEventDeliveryRole',
    eventName: 'Create',
    sequence: NOW,
    eventId: '4f6a3c1e-52c9-4b8a-9d54-6f1b7d5f0c11',
    eventTime: '2026-11-23T12:00:00Z',
  });
});

test('takes an event of the sample’s agent, which has no sequence', () => {
  expect(parse({ detail: { sequence: undefined } })).toMatchObject({ tenantId: 'acme', sequence: 0 });
});

test.each<[string, EventOptions, string, RegExp]>([
  [
    'a claimed account',
    { detail: { accountId: '333333333333' } },
    'AccountMismatch',
    /222222222222, which sent/,
  ],
  ['a claimed Region', { detail: { region: 'eu-west-1' } }, 'RegionMismatch', /us-east-1/],
  ['accountId *', { detail: { accountId: '*' } }, 'Malformed', /^event\.detail\.accountId /],
  [
    'accountId with a slash',
    { detail: { accountId: '222222222222/x' } },
    'Malformed',
    /^event\.detail\.accountId /,
  ],
  [
    'an account id with a line feed',
    { detail: { accountId: '222222222222\n' } },
    'Malformed',
    /^event\.detail\.accountId /,
  ],
  [
    'an account id that is a number',
    { detail: { accountId: 222222222222 } },
    'Malformed',
    /^event\.detail\.accountId /,
  ],
  ['an envelope without an account', { envelope: { account: undefined } }, 'Malformed', /^event\.account /],
  [
    'a detail without an account',
    { detail: { accountId: undefined } },
    'Malformed',
    /^event\.detail\.accountId is missing/,
  ],
  [
    'a role of another account',
    { detail: { deliveryStreamRoleArn: 'arn:aws:iam::333333333333:role/PinpointEventDeliveryRole' } },
    'ForeignRole',
    /does not belong to the sender/,
  ],
  [
    'a role with a wildcard',
    { detail: { deliveryStreamRoleArn: 'arn:aws:iam::222222222222:role/*' } },
    'Malformed',
    /^event\.detail\.deliveryStreamRoleArn /,
  ],
  [
    'a role in every account',
    { detail: { deliveryStreamRoleArn: 'arn:aws:iam::*:role/PinpointEventDeliveryRole' } },
    'Malformed',
    /^event\.detail\.deliveryStreamRoleArn /,
  ],
  [
    'another role than the delivery role, which the bucket policy would not admit',
    { detail: { deliveryStreamRoleArn: 'arn:aws:iam::222222222222:role/Admin' } },
    'ForeignRole',
    /PinpointEventDeliveryRole/,
  ],
  [
    'the delivery role under a path',
    { detail: { deliveryStreamRoleArn: 'arn:aws:iam::222222222222:role/x/PinpointEventDeliveryRole' } },
    'ForeignRole',
    /without a path/,
  ],
  ['another source', { envelope: { source: 'aws.health' } }, 'UnexpectedSource', /source/],
  ['another detail-type', { envelope: { 'detail-type': 'Anything' } }, 'UnexpectedSource', /detail-type/],
  ['an oversized detail', { detail: { padding: 'x'.repeat(20_000) } }, 'Oversized', /16384 bytes/],
  [
    'an unknown event name',
    { detail: { eventName: 'Drop' } },
    'Malformed',
    /^event\.detail\.eventName .*Create/,
  ],
  ['a tenantId with a slash', { tenantId: 'acme/../globex' }, 'Malformed', /^event\.detail\.tenantId /],
  ['a tenantId of one character', { tenantId: 'a' }, 'Malformed', /^event\.detail\.tenantId /],
  ['a tenantId of 65 characters', { tenantId: 'a'.repeat(65) }, 'Malformed', /^event\.detail\.tenantId /],
  ['a negative sequence', { sequence: -1 }, 'Malformed', /^event\.detail\.sequence /],
  ['a sequence beyond exact integers', { sequence: 2 ** 53 }, 'Malformed', /^event\.detail\.sequence /],
  ['a time that is no date', { time: '2026-13-23T12:00:00Z' }, 'Malformed', /^event\.time /],
  ['a detail that is no object', { envelope: { detail: 'Create' } }, 'Malformed', /^event\.detail /],
])('refuses %s', (_, options, reason, explanation) => {
  const refusal = parse(options);
  expect(refusal).toMatchObject({ kind: 'refuse', reason });
  expect('kind' in refusal && refusal.explanation).toMatch(explanation);
});

test.each(['', 'null', '[]', '"Create"', '{', '{}'])('refuses the message %j as malformed', (body) => {
  expect(parseRegistrationEvent(body, 'aws')).toMatchObject({ reason: 'Malformed' });
});

test("names every wrong member, and repeats none of the sender's text", () => {
  const refusal = parse({ tenantId: '<script>', detail: { accountId: 'o’Brien', eventName: 'x' } });
  if (!('kind' in refusal)) throw new Error('accepted');
  expect(refusal.explanation).toMatch(/tenantId.*accountId.*eventName/);
  expect(refusal.explanation).not.toMatch(/script|Brien/);
});

test('refuses a role of another partition than the management account’s', () => {
  expect(parse({}, 'aws-us-gov')).toMatchObject({ reason: 'ForeignRole' });
});
