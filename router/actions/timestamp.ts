/**
 * A date-time of RFC 3339, or as Java and Python write it: without seconds (`2027-01-31T09:30Z`, Java when they are
 * zero), with an offset without a colon (`+0100`, Python's %z) or of hours only. A comma before the fraction is ISO
 * 8601.
 */
const DATE_TIME = new RegExp(
  '^(?<day>\\d{4}-\\d{2}-\\d{2})[Tt ]' +
    '(?<hours>[01]\\d|2[0-3]):(?<minutes>[0-5]\\d)(?::(?<seconds>[0-5]\\d|60)(?:[.,](?<fraction>\\d+))?)?' +
    '(?:[Zz]|(?<sign>[+-])(?<offsetHours>[01]\\d|2[0-3])(?::?(?<offsetMinutes>[0-5]\\d))?)$',
);

/**
 * Reads a date and time with a zone, such as `2027-01-31T09:30:00Z` or `2027-01-31T10:30:00.250+01:00`. Returns
 * undefined for anything else, including dates that do not exist. Digits below a millisecond are dropped; a leap second
 * is read as the second after it, because computers' clocks do not count it.
 */
export function parseTimestamp(text: string): Date | undefined {
  const { groups = {} } = DATE_TIME.exec(text) ?? {};
  const { day, hours, minutes, seconds = '0', fraction = '' } = groups;
  if (day === undefined) return undefined;
  // Date turns 30 February into a day in March instead of refusing it.
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined;
  const { sign, offsetHours = '0', offsetMinutes = '0' } = groups;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -1 : 1);
  const minutesOfDay = Number(hours) * 60 + Number(minutes) - offset;
  // Leap seconds occur only at the end of a day of UTC.
  if (seconds === '60' && (minutesOfDay + 1) % (24 * 60) !== 0) return undefined;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return new Date(midnight.getTime() + (minutesOfDay * 60 + Number(seconds)) * 1_000 + milliseconds);
}
