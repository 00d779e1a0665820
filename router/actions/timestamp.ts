const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Reads an ISO 8601 date-time with a zone, such as `2027-01-31T09:30:00Z` or `2027-01-31T10:30:00.250+01:00`.
 * Undefined for anything else, dates that no calendar has included. Digits below a millisecond are dropped.
 */
export function parseTimestamp(text: string): Date | undefined {
  const [, day] = DATE_TIME.exec(text) ?? [];
  if (day === undefined) return undefined;
  // Date rolls 30 February over into March instead of refusing it.
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return undefined;
  return new Date(text);
}
