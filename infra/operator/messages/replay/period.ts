import { UsageError } from '../../../access/usage-error.ts';

/** When objects were written (`LastModified`), in milliseconds since the epoch: from the first time to before the other. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

const TIME = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** A UTC day, or an RFC 3339 time with its zone, in milliseconds since the epoch; undefined for anything else. */
export function parseTime(text: string): number | undefined {
  const [, day = ''] = TIME.exec(text) ?? [];
  const time = Date.parse(text);
  // `Date.parse` takes 30 February for 2 March.
  if (day === '' || Number.isNaN(time) || !isDay(day)) return undefined;
  return time;
}

export interface Readable {
  readonly now: number;
  readonly retentionDays: number;
  /** What is younger may be on its way to the reader still. */
  readonly settlingMilliseconds: number;
}

/**
 * The part of a period whose objects are worth reading again: of older ones nothing is kept, and younger ones are read
 * soon anyway. Pure.
 *
 * @returns and what is to be said of the parts that are left out
 * @throws UsageError when no part is left
 */
export function readablePart(
  { from, to }: Period,
  { now, retentionDays, settlingMilliseconds }: Readable,
): { readonly period: Period; readonly remarks: readonly string[] } {
  const kept = now - retentionDays * DAY_MILLISECONDS;
  const settled = now - settlingMilliseconds;
  if (from >= to) throw new UsageError('--from must be earlier than --to.');
  if (to <= kept)
    throw new UsageError(
      `What was written before ${iso(kept)} is not kept any more (${retentionDays} days). Give a later --to.`,
    );
  if (from >= settled)
    throw new UsageError(
      `What was written after ${iso(settled)} may be on its way to the reader still. Give an earlier --from.`,
    );
  return {
    period: { from: Math.max(from, kept), to: Math.min(to, settled) },
    remarks: [
      ...(from < kept ? [`from ${iso(kept)}: nothing older is kept (${retentionDays} days)`] : []),
      ...(to > settled ? [`to ${iso(settled)}: what is younger may be on its way to the reader still`] : []),
    ],
  };
}

export function inWords({ from, to }: Period): string {
  return `from ${iso(from)} to ${iso(to)}`;
}

/**
 * A key has the day of the first record of its object, and the object is written later: Firehose gathers for 15 minutes
 * at most, and "keeps retrying for up to 24 hours" where S3 does not take it.
 */
const MAX_LATE_MILLISECONDS = 24 * 3_600_000 + 15 * 60_000;
const DAY_MILLISECONDS = 24 * 3_600_000;

/** The days that the keys of objects written in a period may have: from the first day to before the other. */
export function daysOf({ from, to }: Period): { readonly first: string; readonly before: string } {
  return { first: dayOf(from - MAX_LATE_MILLISECONDS), before: dayOf(to - 1 + DAY_MILLISECONDS) };
}

function dayOf(time: number): string {
  return iso(time).slice(0, 10);
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function isDay(day: string): boolean {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight) && dayOf(midnight) === day;
}
