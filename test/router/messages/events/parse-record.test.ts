import { describe, expect, it } from 'vitest';
import {
  parseInboundRecord,
  parseRegistrationRecord,
  parseStatusRecord,
} from '../../../../router/messages/events/parse-record.ts';
import { inboundRecord, statusRecord } from '../events.ts';

const NOW = Date.parse('2026-11-26T10:05:00Z');
const context = { now: NOW };

describe('a status record', () => {
  it('is read with all that it says', () => {
    expect(parseStatusRecord(statusRecord(), context)).toEqual({
      kind: 'outbound',
      id: '862a8790-60c0-4430-9b2b-658bdea2ce2b',
      type: 'TEXT_DELIVERED',
      at: 1_795_687_201_500,
      status: 'DELIVERED',
      description: 'Message has been accepted by phone',
      isFinal: true,
      requestedAt: 1_795_687_200_000,
      facts: {
        channel: 'TEXT',
        destination: '+14254147755',
        origination: '+12065550142',
        parts: 1,
        price: 0.00581,
        carrierFee: 0.0031,
        country: 'US',
        carrier: 'Example Mobile',
        context: { order: '4711' },
      },
    });
  });

  it.each([
    ['TEXT_CARRIER_UNREACHABLE', { channel: 'TEXT', status: 'CARRIER_UNREACHABLE', isFinal: true }],
    ['VOICE_RINGING', { channel: 'VOICE', status: 'RINGING', isFinal: false }],
    ['MEDIA_FILE_INACCESSIBLE', { channel: 'MEDIA', status: 'FILE_INACCESSIBLE', isFinal: true }],
  ])('needs three members only: %s', (eventType, { channel, ...expected }) => {
    const { eventTimestamp, messageId } = statusRecord();
    const event = parseStatusRecord({ eventType, eventTimestamp, messageId }, context);
    expect(event).toMatchObject({ ...expected, facts: { channel } });
  });

  it.each([
    ['a price in words', { totalMessagePrice: 'much' }, 'price'],
    ['a price below nothing', { totalMessagePrice: -1 }, 'price'],
    ['a context of objects', { context: { a: {} } }, 'context'],
    ['a context as large as an item', { context: { a: 'x'.repeat(400_000) } }, 'context'],
    ['a number that is none', { destinationPhoneNumber: 14254147755 }, 'destination'],
  ] as const)('goes without a member that cannot be used: %s', (_title, changes, member) => {
    const event = parseStatusRecord(statusRecord(changes), context);
    expect(event).toMatchObject({ status: 'DELIVERED', facts: { carrier: 'Example Mobile' } });
    expect(event?.facts[member]).toBeUndefined();
  });

  it.each([
    ['no object', 'TEXT_DELIVERED'],
    ['an array', [statusRecord()]],
    ['without a type', statusRecord({ eventType: undefined })],
    ['of a type that is ours', statusRecord({ eventType: 'MESSAGE_ACCEPTED' })],
    ['of another type', statusRecord({ eventType: '_email.delivered' })],
    ['without a message', statusRecord({ messageId: '' })],
    ['with an endless message id', statusRecord({ messageId: 'x'.repeat(300) })],
    ['without a time', statusRecord({ eventTimestamp: '2026-11-26' })],
    ['before the service was there', statusRecord({ eventTimestamp: 1 })],
    ['in two days', statusRecord({ eventTimestamp: NOW + 2 * 86_400_000 })],
    ['an inbound text', inboundRecord()],
  ])('is none: %s', (_title, record) => {
    expect(parseStatusRecord(record, context)).toBeUndefined();
  });
});

describe('an inbound text', () => {
  it("is read with the time of SNS's envelope", () => {
    expect(parseInboundRecord(inboundRecord(), context)).toMatchObject({
      kind: 'inbound',
      id: 'cae173d2-66b9-564c-8309-21f858e9fb84',
      at: Date.parse('2026-11-26T10:00:01.500Z'),
      status: 'RECEIVED',
      facts: {
        destination: '+12125550101',
        origination: '+14255550182',
        body: 'JOIN us',
        previousId: 'wJalrXUtnFEMI',
      },
    });
  });

  it.each([
    ['without its envelope', JSON.parse(String(inboundRecord().Message))],
    ['a notification of something else', { ...inboundRecord(), Message: 'hello' }],
    ['a subscription', { ...inboundRecord(), Type: 'SubscriptionConfirmation' }],
    ['a status', statusRecord()],
  ])('is none: %s', (_title, record) => {
    expect(parseInboundRecord(record, context)).toBeUndefined();
  });
});

describe('a change of a registration', () => {
  const registrationDetails = {
    registrationId: 'registration-1',
    registrationVersionNumber: 2,
    registrationType: 'US_TOLL_FREE_REGISTRATION',
    currentStatus: 'COMPLETE',
  };

  it.each([1_795_687_201_500, '2026-11-26T10:00:01.500Z'])('is read with its time, %s', (time) => {
    const details = { ...registrationDetails, registrationStatusChangeTimestamp: time };
    expect(parseRegistrationRecord({ registrationDetails: details }, context)).toMatchObject({
      kind: 'registration',
      id: 'registration-1',
      type: 'REGISTRATION_COMPLETE',
      at: Date.parse('2026-11-26T10:00:01.500Z'),
      status: 'COMPLETE',
    });
  });

  it('is none without a status', () => {
    expect(
      parseRegistrationRecord({ registrationDetails: { registrationId: 'r' } }, context),
    ).toBeUndefined();
  });
});
