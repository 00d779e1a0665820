import { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../../router/actions/allowlist.ts';
import { decodeInput } from '../../../router/actions/decode-input.ts';
import { encodeOutput } from '../../../router/actions/encode-output.ts';
import { NUMBER_TYPES } from '../../../router/actions/number-type.ts';
import { Problems } from '../../../router/actions/problem.ts';
import { operationOf } from '../operations.ts';
import { jsonFor } from './schema-arbitrary.ts';

describe('for every action', () => {
  it.each(ACTIONS)('%s: what its input schema allows decodes, and encodes to the same JSON', (action) => {
    const { input } = operationOf(action);
    fc.assert(
      fc.property(jsonFor(input), (json) => {
        const problems = new Problems();
        const decoded = decodeInput(input, json, problems);
        expect(problems.list()).toEqual([]);
        expect(encodeOutput(input, decoded)).toEqual(json);
      }),
      { numRuns: 20 },
    );
  });

  it.each(ACTIONS)('%s: its outputs become JSON and nothing but JSON', (action) => {
    const { output } = operationOf(action);
    if (output.isUnitSchema()) return;
    fc.assert(
      fc.property(jsonFor(output), (json) => {
        // An output has the same types in the SDK as an input of the same shape.
        const sdkOutput = decodeInput(output, json, new Problems());
        const withMetadata = { ...(sdkOutput as object), $metadata: { requestId: 'r' } };
        expect(JSON.parse(JSON.stringify(encodeOutput(output, withMetadata)))).toEqual(json);
      }),
      { numRuns: 10 },
    );
  });

  it('a value of a wrong type anywhere in a good body is found at its path', () => {
    const anyAction = fc.constantFrom(...ACTIONS).map((action) => operationOf(action).input);
    const spoiled = anyAction.chain((input) =>
      jsonFor(input).chain((json) => {
        const places = leavesOf(input, json);
        const whole = { path: '', spoil: () => [json] };
        return fc.constantFrom(whole, ...places).map((place) => ({ input, place }));
      }),
    );
    fc.assert(
      fc.property(spoiled, ({ input, place }) => {
        const problems = new Problems();
        decodeInput(input, place.spoil(), problems);
        expect(problems.list().map(({ path }) => path)).toContain(place.path);
      }),
      { numRuns: 500 },
    );
  });
});

describe('decodeInput', () => {
  const send = operationOf('SendTextMessage').input;

  it('lists all problems at once, each with its path', () => {
    expect(
      problemsOf(operationOf('DescribePools').input, {
        Filters: [{ Values: ['a', 3] }, 'x'],
        MaxResults: '10',
        Nope: 1,
      }),
    ).toEqual([
      ['Filters[0].Name', 'is required'],
      ['Filters[0].Values[1]', 'must be a string'],
      ['Filters[1]', 'must be an object'],
      ['MaxResults', 'must be a number'],
      ['Nope', 'is not a known member'],
    ]);
  });

  it('names the entry of a map that is wrong', () => {
    const DestinationCountryParameters = { IN: 5 };
    expect(problemsOf(send, { DestinationPhoneNumber: '+1', DestinationCountryParameters })).toEqual([
      ['DestinationCountryParameters.IN', 'must be a string'],
    ]);
  });

  it('never repeats a value in a problem', () => {
    const secret = '+15555550100';
    const found = problemsOf(send, {
      DestinationPhoneNumber: [secret],
      MessageBody: { secret },
      MaxPrice: true,
    });
    expect(found).toHaveLength(3);
    expect(JSON.stringify(found)).not.toContain(secret);
  });

  it('takes null as an absent member', () => {
    expect(problemsOf(send, { DestinationPhoneNumber: '+1', MessageBody: null, Unheard: null })).toEqual([]);
    expect(problemsOf(send, { DestinationPhoneNumber: null })).toEqual([
      ['DestinationPhoneNumber', 'is required'],
    ]);
  });

  it('refuses null as an element of a list or an entry of a map', () => {
    expect(problemsOf(operationOf('DescribePools').input, { PoolIds: [null] })).toEqual([
      ['PoolIds[0]', 'must be a string'],
    ]);
    expect(problemsOf(send, { DestinationPhoneNumber: '+1', Context: { a: null } })).toEqual([
      ['Context.a', 'must be a string'],
    ]);
  });

  it('does not take inherited names for members', () => {
    const body = JSON.parse(
      '{"DestinationPhoneNumber": "+1", "__proto__": {"MessageBody": 1}, "constructor": 1}',
    );
    expect(problemsOf(send, body)).toEqual([
      ['__proto__', 'is not a known member'],
      ['constructor', 'is not a known member'],
    ]);
  });

  it('keeps __proto__ as a key of a map, without touching any prototype', () => {
    const body = JSON.parse('{"DestinationPhoneNumber": "+1", "Context": {"__proto__": "polluted"}}');
    const decoded = decodeInput(send, body, new Problems()) as { Context: Record<string, string> };
    expect(Object.entries(decoded.Context)).toEqual([['__proto__', 'polluted']]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(JSON.stringify(decoded)).toContain('"__proto__":"polluted"');
  });

  it('leaves an idempotency token to the SDK', () => {
    const decoded = decodeInput(
      operationOf('CreatePool').input,
      { OriginationIdentity: 'p', MessageType: 'PROMOTIONAL' },
      new Problems(),
    );
    expect(decoded).toEqual({ OriginationIdentity: 'p', MessageType: 'PROMOTIONAL' });
  });

  it.each(['====', 'YWJj ', 'YWJ', 'YWJj=', 'YW-_', 'YR==', 'a\nb='])('refuses %j as base64', (text) => {
    const { input } = operationOf('CreateRegistrationAttachment');
    expect(problemsOf(input, { AttachmentBody: text })).toEqual([
      ['AttachmentBody', 'must be a string of base64'],
    ]);
  });

  it('reads base64 as the bytes it stands for', () => {
    const { input } = operationOf('CreateRegistrationAttachment');
    const bytes = Buffer.from([0, 255, 16, 32]);
    const decoded = decodeInput(input, { AttachmentBody: bytes.toString('base64') }, new Problems());
    expect(decoded).toEqual({ AttachmentBody: bytes });
  });

  it.each(['\ud800', '\udc00', 'a\udc00\ud800b'])('refuses %j as a string: half a surrogate pair', (text) => {
    expect(problemsOf(send, { DestinationPhoneNumber: text })).toEqual([
      ['DestinationPhoneNumber', 'must be well-formed Unicode'],
    ]);
  });

  it('reads a timestamp with a zone, and refuses one without', () => {
    const { input } = operationOf('PutProtectConfigurationRuleSetNumberOverride');
    const body = (ExpirationTimestamp: unknown) => ({
      ProtectConfigurationId: 'p',
      DestinationPhoneNumber: '+1',
      Action: 'ALLOW',
      ExpirationTimestamp,
    });
    expect(decodeInput(input, body('2027-01-31T09:30Z'), new Problems())).toMatchObject({
      ExpirationTimestamp: new Date('2027-01-31T09:30:00Z'),
    });
    for (const wrong of ['2027-01-31T09:30:00', 1_800_000_000])
      expect(problemsOf(input, body(wrong))[0]?.[0]).toBe('ExpirationTimestamp');
  });

  it('refuses ill-formed Unicode in a label and in the key of a map', () => {
    expect(problemsOf(operationOf('GetApp').input, { ApplicationId: '\ud800' })).toEqual([
      ['ApplicationId', 'must be well-formed Unicode'],
    ]);
    expect(problemsOf(send, { DestinationPhoneNumber: '+1', Context: { '\ud800': 'a' } })).toEqual([
      ['Context["\\ud800"]', 'must have a key of well-formed Unicode'],
    ]);
  });

  it.each([
    ['TimeToLive', 300.5],
    ['TimeToLive', 2 ** 31],
    ['TimeToLive', -(2 ** 31) - 1],
    ['TimeToLive', 2 ** 53],
    ['TimeToLive', JSON.parse('1e999')],
  ])('refuses %s %d, which is not an integer of 32 bits', (name, number) => {
    expect(problemsOf(send, { DestinationPhoneNumber: '+1', [name]: number })).toEqual([
      [name, 'must be a whole number from -2147483648 to 2147483647'],
    ]);
  });

  it('takes integers up to the ends of their range, written in any way', () => {
    for (const TimeToLive of [-(2 ** 31), 0, JSON.parse('3.0e2'), 2 ** 31 - 1])
      expect(problemsOf(send, { DestinationPhoneNumber: '+1', TimeToLive })).toEqual([]);
  });

  it('takes fractions where AWS has them, and only there', () => {
    const suggestion = (Latitude: number) => ({
      DestinationPhoneNumber: '+1',
      OriginationIdentity: 'a',
      RcsMessageContent: {
        Content: { TextMessage: { Text: 'here' } },
        Suggestions: [{ ShowLocation: { Text: 't', PostbackData: 'p', Latitude, Longitude: -0.5 } }],
      },
    });
    const { input } = operationOf('SendRcsMessage');
    const path = 'RcsMessageContent.Suggestions[0].ShowLocation.Latitude';
    const found = (latitude: number) => problemsOf(input, suggestion(latitude)).filter(([at]) => at === path);
    expect(found(52.5)).toEqual([]);
    expect(found(Number.POSITIVE_INFINITY)).toEqual([[path, 'must be a finite number']]);
    expect(problemsOf(operationOf('DescribePools').input, { MaxResults: 2.5 })).toHaveLength(1);
    const versions = operationOf('DescribeRegistrationVersions').input;
    expect(problemsOf(versions, { RegistrationId: 'r', VersionNumbers: [1, 2.5] })).toEqual([
      ['VersionNumbers[1]', 'must be a whole number from -9007199254740991 to 9007199254740991'],
    ]);
  });

  it('knows the number type of every numeric member of every action', () => {
    const names = new Set(ACTIONS.flatMap((action) => numericMembers(operationOf(action).input)));
    expect([...names].sort()).toEqual([...NUMBER_TYPES.keys()].sort());
  });

  it('wants exactly one member of a union', () => {
    const { input } = operationOf('SendRcsMessage');
    const body = (Content: unknown) => ({
      DestinationPhoneNumber: '+1',
      OriginationIdentity: 'a',
      RcsMessageContent: { Content },
    });
    const path = 'RcsMessageContent.Content';
    expect(problemsOf(input, body({}))).toEqual([[path, 'must have exactly one member']]);
    const members = Array.from(
      input.getMemberSchema('RcsMessageContent').getMemberSchema('Content').structIterator(),
    );
    const [one, other] = members.map(([name, member]) => ({ [name]: fc.sample(jsonFor(member), 1)[0] }));
    expect(problemsOf(input, body(one))).toEqual([]);
    expect(problemsOf(input, body({ ...one, ...other }))).toEqual([[path, 'must have exactly one member']]);
  });

  it('refuses an empty label, on which the SDK would throw', () => {
    expect(problemsOf(operationOf('GetApp').input, { ApplicationId: '' })).toEqual([
      ['ApplicationId', 'must not be empty'],
    ]);
  });

  it.each(['.', '..'])('refuses the label %s, which would lead to another path', (ApplicationId) => {
    expect(problemsOf(operationOf('GetApp').input, { ApplicationId })).toEqual([
      ['ApplicationId', `must not be "${ApplicationId}"`],
    ]);
  });

  it('refuses a value that is too long for a URL in a member that becomes part of one', () => {
    const { input } = operationOf('GetApp');
    expect(problemsOf(input, { ApplicationId: 'a'.repeat(2_000) })).toEqual([]);
    for (const ApplicationId of ['a'.repeat(2_001), 'ü'.repeat(400), 'a'.repeat(5_000_000)])
      expect(problemsOf(input, { ApplicationId })).toEqual([
        ['ApplicationId', 'must take at most 2000 octets in a URL'],
      ]);
    expect(problemsOf(operationOf('GetApps').input, { Token: 'a'.repeat(2_001) })).toHaveLength(1);
  });

  it('does not follow a nesting that the schema does not have', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`);
    expect(problemsOf(send, { DestinationPhoneNumber: deep })).toEqual([
      ['DestinationPhoneNumber', 'must be a string'],
    ]);
    expect(problemsOf(send, { DestinationPhoneNumber: '+1', Context: deep })).toEqual([
      ['Context.a', 'must be a string'],
    ]);
  });

  it('stops listing after a hundred problems and says how many there are', () => {
    const found = problemsOf(operationOf('DescribePools').input, {
      PoolIds: Array.from({ length: 250 }, () => 1),
    });
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toEqual(['', 'has 150 more problems']);
  });

  it('quotes and cuts keys that are not identifiers', () => {
    const [[path] = []] = problemsOf(send, { DestinationPhoneNumber: '+1', [`a "b" ${'c'.repeat(100)}`]: 1 });
    expect(path).toMatch(/^\["a \\"b\\" c{50,60}…"\]$/);
  });
});

describe('schemas that no action uses yet', () => {
  it('passes documents through', () => {
    const document = NormalizedSchema.of(15);
    expect(decodeInput(document, { a: [1, null] }, new Problems())).toEqual({ a: [1, null] });
  });

  it('keeps null in a sparse list', () => {
    const sparse = NormalizedSchema.of([1, 'test', 'Sparse', { sparse: 1 }, 0]);
    expect(decodeInput(sparse, ['a', null], new Problems())).toEqual(['a', null]);
  });
});

function problemsOf(schema: NormalizedSchema, body: unknown): readonly (readonly [string, string])[] {
  const problems = new Problems();
  decodeInput(schema, body, problems);
  return problems.list().map(({ path, message }) => [path, message] as const);
}

/** The names of numeric members, those of list elements left out. */
function numericMembers(schema: NormalizedSchema): readonly string[] {
  if (schema.isListSchema() || schema.isMapSchema()) return numericMembers(schema.getValueSchema());
  if (!schema.isStructSchema()) return [];
  return Array.from(schema.structIterator()).flatMap(([name, member]) =>
    member.isNumericSchema() ? [name] : numericMembers(member),
  );
}

interface Place {
  readonly path: string;
  /** The whole body, with a value of a wrong type in this place. */
  readonly spoil: () => unknown;
}

/** The scalar values of a body, found by an independent walk over schema and value. */
function leavesOf(schema: NormalizedSchema, json: unknown): readonly Place[] {
  const places: Place[] = [];
  walk(schema, json, '', (replacement) => replacement);
  return places;

  function walk(
    at: NormalizedSchema,
    value: unknown,
    path: string,
    rebuild: (replacement: unknown) => unknown,
  ): void {
    if (at.isStructSchema()) {
      for (const [name, member] of at.structIterator()) {
        const members = value as Record<string, unknown>;
        if (!Object.hasOwn(members, name)) continue;
        walk(member, members[name], path === '' ? name : `${path}.${name}`, (r) =>
          rebuild({ ...members, [name]: r }),
        );
      }
    } else if (at.isListSchema()) {
      const list = value as unknown[];
      list.forEach((element, index) => {
        walk(at.getValueSchema(), element, `${path}[${index}]`, (r) => rebuild(list.with(index, r)));
      });
    } else if (!at.isMapSchema()) {
      places.push({ path, spoil: () => rebuild(at.isStringSchema() ? 1 : { not: 'this' }) });
    }
  }
}
