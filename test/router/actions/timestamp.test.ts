import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimestamp } from '../../../router/actions/timestamp.ts';

describe('a timestamp', () => {
  it.each([
    ['2027-01-31T09:30:00Z', '2027-01-31T09:30:00.000Z', 'RFC 3339'],
    ['2027-01-31t09:30:00z', '2027-01-31T09:30:00.000Z', 'RFC 3339 in lower case'],
    ['2027-01-31 09:30:00Z', '2027-01-31T09:30:00.000Z', 'RFC 3339 with a space'],
    ['2027-01-31T09:30Z', '2027-01-31T09:30:00.000Z', 'Java, no seconds'],
    ['2027-01-31T10:30+01:00', '2027-01-31T09:30:00.000Z', 'Java, OffsetDateTime without seconds'],
    ['2027-01-31T09:30:00.123456789Z', '2027-01-31T09:30:00.123Z', 'Java, nanoseconds'],
    ['2027-01-31T09:30:00.123456+00:00', '2027-01-31T09:30:00.123Z', "Python's isoformat"],
    ['2027-01-31 09:30:00+00:00', '2027-01-31T09:30:00.000Z', "Python's str"],
    ['2027-01-31T09:30:00+0000', '2027-01-31T09:30:00.000Z', "Python's %z"],
    ['2027-01-31T09:30:00-08', '2027-01-31T17:30:00.000Z', 'ISO 8601, an offset of hours'],
    ['2027-01-31T09:30:00,5Z', '2027-01-31T09:30:00.500Z', 'ISO 8601, a comma'],
    ['2027-01-31T09:30:00.25+05:30', '2027-01-31T04:00:00.250Z', 'an offset of half an hour'],
    ['2027-01-31T09:30:00-00:00', '2027-01-31T09:30:00.000Z', 'RFC 3339, local offset unknown'],
    ['2028-02-29T23:59:59.9Z', '2028-02-29T23:59:59.900Z', 'a leap day'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z', 'a leap second'],
    ['2016-12-31T15:59:60.5-08:00', '2017-01-01T00:00:00.500Z', 'a leap second elsewhere'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z', 'the first year'],
  ])('%s is %s (%s)', (text, moment) => {
    expect(parseTimestamp(text)?.toISOString()).toBe(moment);
  });

  it.each([
    '2027-02-29T00:00:00Z',
    '2027-13-01T00:00:00Z',
    '2027-00-01T00:00:00Z',
    '2027-01-31',
    '2027-01-31T09Z',
    '2027-01-31T09:30:00',
    '2027-01-31T24:00:00Z',
    '2027-01-31T09:60:00Z',
    '2027-01-31T09:30:60Z',
    '2027-01-31T09:30:00.Z',
    '2027-01-31T09:30.5Z',
    '2027-01-31T09:30:00+24:00',
    '2027-01-31T09:30:00+1:00',
    '2027-01-31T09:30:00Z\n',
    ' 2027-01-31T09:30:00Z',
    '２027-01-31T09:30:00Z',
    '2027-01-31T09:30:00[Europe/Berlin]',
    'Sun, 31 Jan 2027 09:30:00 GMT',
    '1801387800',
    '',
  ])('%j is none', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  it('is the same moment in every form and at every offset', () => {
    const moment = fc.date({
      min: new Date('0002-01-01T00:00:00Z'),
      max: new Date('9998-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    const offset = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
    const form = fc.record({
      separator: fc.constantFrom('T', 't', ' '),
      mark: fc.constantFrom('.', ','),
      colon: fc.constantFrom(':', ''),
      digits: fc.stringMatching(/^[0-9]{0,6}$/),
    });
    fc.assert(
      fc.property(moment, offset, form, (date, minutes, { separator, mark, colon, digits }) => {
        const [day = '', time = ''] = new Date(date.getTime() + minutes * 60_000)
          .toISOString()
          .slice(0, -1)
          .split('T');
        const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) =>
          String(part).padStart(2, '0'),
        );
        const sign = minutes < 0 ? '-' : '+';
        const text = `${day}${separator}${time.replace('.', mark)}${digits}${sign}${hours}${colon}${rest}`;
        expect(parseTimestamp(text)?.getTime()).toBe(date.getTime());
      }),
      { numRuns: 500 },
    );
  });
});
