import { UsageError } from '../../../access/usage-error.ts';

/**
 * When objects were written (`LastModified`), in milliseconds since the epoch: from the first time until before the
 * second.
 */
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
  /** Younger objects may still be on their way to the reader. */
  readonly settlingMilliseconds: number;
}

/**
 * The part of a period whose objects are worth reading again: older ones are past the retention, and younger ones will
 * be read soon anyway. Pure.
 *
 * @returns the period, and notes about the parts that are left out
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
      `Messages of objects written before ${iso(kept)} are past their retention (${retentionDays} days). Give a later --to.`,
    );
  if (from >= settled)
    throw new UsageError(
      `Objects written after ${iso(settled)} may still be on their way to the reader. Give an earlier --from.`,
    );
  return {
    period: { from: Math.max(from, kept), to: Math.min(to, settled) },
    remarks: [
      ...(from < kept
        ? [`from ${iso(kept)}, because older messages are past their retention (${retentionDays} days)`]
        : []),
      ...(to > settled
        ? [`to ${iso(settled)}, because younger objects may still be on their way to the reader`]
        : []),
    ],
  };
}

export function inWords({ from, to }: Period): string {
  return `from ${iso(from)} to ${iso(to)}`;
}

/**
 * A key has the day of its object's first record, and the object is written later: Firehose buffers for at most 15
 * minutes, and "keeps retrying for up to 24 hours" when S3 does not take it.
 */
const MAX_LATE_MILLISECONDS = 24 * 3_600_000 + 15 * 60_000;
const DAY_MILLISECONDS = 24 * 3_600_000;

/** The days in the keys of objects that were written in a period: from the first day until before the second. */
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
