import * as v from 'valibot';
import type { TrackedEvent } from './event.ts';

/** How far ahead a time may be. A later one would keep personal data beyond the retention. */
const MAX_AHEAD_MILLISECONDS = 24 * 3_600_000;
const EARLIEST = Date.parse('2015-01-01T00:00:00Z');

/** What is known about a record from outside it. */
export interface RecordContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const text = (max: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(max));
/** A member that AWS often leaves out; an invalid one counts as absent. */
const maybe = <Schema extends v.GenericSchema>(schema: Schema) => v.fallback(v.optional(schema), undefined);
const time = v.pipe(v.number(), v.integer(), v.minValue(EARLIEST));
const amount = v.pipe(v.number(), v.minValue(0));
const id = text(256);

/** "Map of a message's context": at most five keys of 100 characters with values of 800. */
const context = v.pipe(
  v.record(text(100), v.pipe(v.string(), v.maxLength(800))),
  v.check((entries) => Object.keys(entries).length <= 5),
);

/** "Example event data" of the AWS End User Messaging SMS guide; only these three members are always there. */
const StatusRecord = v.object({
  eventType: v.pipe(v.string(), v.regex(/^(?!MESSAGE_|REGISTRATION_)[A-Z]+_[A-Z_]+$/), v.maxLength(64)),
  eventTimestamp: time,
  messageId: id,
  isFinal: maybe(v.boolean()),
  messageStatusDescription: maybe(text(512)),
  messageRequestTimestamp: maybe(time),
  destinationPhoneNumber: maybe(text(64)),
  originationPhoneNumber: maybe(text(64)),
  totalMessageParts: maybe(amount),
  totalMessagePrice: maybe(amount),
  totalCarrierFee: maybe(amount),
  isoCountryCode: maybe(text(8)),
  carrierName: maybe(text(128)),
  context: maybe(context),
});

/** "Example of a two-way SMS message payload". */
const InboundRecord = v.object({
  inboundMessageId: id,
  originationNumber: text(64),
  destinationNumber: text(64),
  messageBody: v.pipe(v.string(), v.maxLength(4096)),
  previousPublishedMessageId: maybe(id),
});

/** An SNS notification as delivered without raw delivery. The payload itself has no time. */
const Notification = v.object({
  Type: v.literal('Notification'),
  Timestamp: v.pipe(v.string(), v.isoTimestamp()),
  Message: v.string(),
});

const RegistrationRecord = v.object({
  registrationDetails: v.object({
    registrationId: id,
    currentStatus: v.pipe(v.string(), v.regex(/^[A-Z_]{1,64}$/)),
    registrationStatusChangeTimestamp: v.union([time, v.pipe(v.string(), v.isoTimestamp())]),
    registrationType: maybe(text(128)),
  }),
});

/** Statuses that are not final, for records that do not say whether they are. */
const UNDER_WAY: ReadonlySet<string> = new Set([
  'PENDING',
  'QUEUED',
  'SENT',
  'INITIATED',
  'RINGING',
  'ANSWERED',
]);

/** A message's status from an event destination or EventBridge; undefined for another record. Pure. */
export function parseStatusRecord(record: unknown, { now }: RecordContext): TrackedEvent | undefined {
  const parsed = v.safeParse(StatusRecord, record);
  if (!parsed.success || parsed.output.eventTimestamp > now + MAX_AHEAD_MILLISECONDS) return undefined;
  const { eventType: type, eventTimestamp: at, ...members } = parsed.output;
  const separator = type.indexOf('_');
  const status = type.slice(separator + 1);
  return {
    kind: 'outbound',
    id: members.messageId,
    type,
    at,
    status,
    description: members.messageStatusDescription,
    isFinal: members.isFinal ?? !UNDER_WAY.has(status),
    requestedAt: members.messageRequestTimestamp,
    facts: {
      channel: type.slice(0, separator),
      destination: members.destinationPhoneNumber,
      origination: members.originationPhoneNumber,
      parts: members.totalMessageParts,
      price: members.totalMessagePrice,
      carrierFee: members.totalCarrierFee,
      country: members.isoCountryCode,
      carrier: members.carrierName,
      context: members.context,
    },
  };
}

/** A text from a phone, in the form of the inbound topic's stream; undefined for another record. Pure. */
export function parseInboundRecord(record: unknown, { now }: RecordContext): TrackedEvent | undefined {
  const envelope = v.safeParse(Notification, record);
  if (!envelope.success) return undefined;
  const at = Date.parse(envelope.output.Timestamp);
  const parsed = v.safeParse(InboundRecord, parseJson(envelope.output.Message));
  if (!parsed.success || at < EARLIEST || at > now + MAX_AHEAD_MILLISECONDS) return undefined;
  const message = parsed.output;
  return {
    kind: 'inbound',
    id: message.inboundMessageId,
    type: 'MESSAGE_RECEIVED',
    at,
    status: 'RECEIVED',
    isFinal: true,
    facts: {
      channel: 'TEXT',
      destination: message.destinationNumber,
      origination: message.originationNumber,
      previousId: message.previousPublishedMessageId,
      body: message.messageBody,
    },
  };
}

/** The detail of a `Registration Status Change`; undefined for another one. Pure. */
export function parseRegistrationRecord(detail: unknown, { now }: RecordContext): TrackedEvent | undefined {
  const parsed = v.safeParse(RegistrationRecord, detail);
  if (!parsed.success) return undefined;
  const { registrationId, currentStatus: status, ...details } = parsed.output.registrationDetails;
  const changed = details.registrationStatusChangeTimestamp;
  const at = typeof changed === 'number' ? changed : Date.parse(changed);
  if (at < EARLIEST || at > now + MAX_AHEAD_MILLISECONDS) return undefined;
  return {
    kind: 'registration',
    id: registrationId,
    type: `REGISTRATION_${status}`,
    at,
    status,
    description: details.registrationType,
    isFinal: status === 'CLOSED' || status === 'DELETED',
    facts: {},
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
