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
  return new Date(time).toISOString().slice(0, 10);
}

function isDay(day: string): boolean {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight) && dayOf(midnight) === day;
}
