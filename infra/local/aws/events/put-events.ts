import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Home } from '../core/caller.ts';
import type { JsonObject } from '../core/protocols/json-protocol.ts';
import { invalid } from './errors.ts';
import type { EventEnvelope } from './event.ts';
import { envelopeTime } from './event.ts';

/** "The total entry size must be less than 1 MB" */
const MAX_REQUEST_BYTES = 1_048_576;
const MAX_ENTRIES = 10;

export const PUT_EVENTS_ENTRY = v.object({
  Time: v.optional(v.number()),
  Source: v.optional(v.string()),
  DetailType: v.optional(v.string()),
  Detail: v.optional(v.string()),
  Resources: v.optional(v.array(v.string()), []),
  EventBusName: v.optional(v.string(), 'default'),
});

/** `PutEventsRequestEntry`; `Time` in seconds since the epoch. */
export type PutEventsEntry = v.InferInput<typeof PUT_EVENTS_ENTRY>;

/** The error of one entry; the other entries are processed. */
export interface EntryError {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** @throws AwsError ValidationException, which refuses the request as a whole */
export function assertEntries(entries: readonly PutEventsEntry[]): void {
  if (entries.length < 1 || entries.length > MAX_ENTRIES)
    throw invalid(
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${
        entries.length < 1 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ENTRIES}`
      }`,
    );
  if (entries.reduce((sum, entry) => sum + bytesOf(entry), 0) > MAX_REQUEST_BYTES)
    throw invalid('Total size of the entries in the request is over the limit.');
}

/** "Calculating PutEvents event entry size" */
function bytesOf({
  Time,
  Source = '',
  DetailType = '',
  Detail = '',
  Resources = [],
}: PutEventsEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

/** The event of one entry, put from `home` at `now`, or its error. */
export function parseEntry(entry: PutEventsEntry, home: Home, now: number): EventEnvelope | EntryError {
  const { Source, DetailType, Detail, Resources = [], Time } = entry;
  if (!Source) return missing('Source');
  if (!DetailType) return missing('DetailType');
  if (!Detail) return missing('Detail');
  if (Source.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  const detail = parseDetail(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account: home.accountId,
    time: envelopeTime(Time === undefined ? now : Time * 1000),
    region: home.region,
    resources: Resources,
    detail,
  };
}

function missing(name: string): EntryError {
  return {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  };
}

function parseDetail(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}
