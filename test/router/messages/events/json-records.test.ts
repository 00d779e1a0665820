import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_RECORD, readJsonRecords } from '../../../../router/messages/events/json-records.ts';

const BROKEN = 'no record';

async function read(text: string | Uint8Array, chunkBytes = 1 << 16): Promise<unknown[]> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let start = 0; start < bytes.length; start += chunkBytes) {
      yield bytes.subarray(start, start + chunkBytes);
    }
  }
  const records: unknown[] = [];
  for await (const record of readJsonRecords(chunks())) records.push(record === NO_RECORD ? BROKEN : record);
  return records;
}

describe('records', () => {
  it.each([
    ['a line each', '{"a":1}\n{"b":2}\n'],
    ['with Windows line ends', '{"a":1}\r\n{"b":2}\r\n'],
    ['glued together', '{"a":1}{"b":2}'],
    ['in an array', '[{"a":1},\n {"b":2}]'.slice(1, -1)],
    ['over several lines', '{\n  "a": 1\n}\n{\n  "b": 2\n}'],
  ])('are read %s', async (_title, text) => {
    expect(await read(text)).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('may hold braces, quotes and backslashes in their strings', async () => {
    const record = { text: '}{ "\\" } 🦆', list: [[{}]] };
    expect(await read(JSON.stringify(record).repeat(2))).toEqual([record, record]);
  });

  it('are the same however the stream is cut, with whatever is between them', async () => {
    const separator = fc.constantFrom('', '\n', '\r\n', ' ', ',');
    const objects = fc.array(
      fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue(), { noNullPrototype: true }),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(
        objects,
        separator,
        fc.integer({ min: 1, max: 40 }),
        async (records, between, size) => {
          const texts = records.map((record) => JSON.stringify(record));
          expect(await read(texts.join(between), size)).toEqual(texts.map((text) => JSON.parse(text)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a broken record', () => {
  it.each([
    ['words', 'Service Unavailable {"a":1}', [BROKEN, { a: 1 }]],
    ['other JSON', '[1, "x", null]{"a":1}', [BROKEN, { a: 1 }]],
    ['a string without an end', '{"b":"x\n{"a":1}', [BROKEN, { a: 1 }]],
    ['an object without an end', '{"b":{\n{"a":1}\n{"c":2}', [BROKEN, { a: 1 }, { c: 2 }]],
    ['a wrong bracket', '{"b":[}\n{"a":1}', [BROKEN, { a: 1 }]],
    [
      'bytes that are no UTF-8',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{"a":1}')]),
      [BROKEN, { a: 1 }],
    ],
    ['nothing', '', []],
    ['blank lines', '\n \r\n\t', []],
  ])('costs itself only: %s', async (_title, text, expected) => {
    expect(await read(text)).toEqual(expected);
  });

  it('is given up at the size of a record', async () => {
    const endless = `{"a":"${'x'.repeat(3_000_000)}`;
    const records = await read(`${endless}\n{"b":2}`);
    expect(records.at(-1)).toEqual({ b: 2 });
    expect(records.slice(0, -1).every((record) => record === BROKEN)).toBe(true);
  });

  it('does not exhaust the stack by its depth', async () => {
    const deep = `{"a":${'['.repeat(400_000)}${']'.repeat(400_000)}}`;
    const records = await read(`${deep}{"b":2}`);
    expect(records.at(-1)).toEqual({ b: 2 });
  });
});
