import { describe, expect, it } from 'vitest';
import { Response as LightResponse } from '../../../../router/http/fetch-api/response.ts';

describe('Response', () => {
  it.each([
    ['a body', '{"a":1}', { status: 201, headers: { 'Content-Type': 'application/json' } }],
    ['a body without a type', '1', undefined],
    ['no body', null, { status: 204 }],
  ])("with %s is as Fetch's own class has it", async (_, body, init) => {
    const light = new LightResponse(body, init);
    const real = new Response(body, init);
    expect([light.status, light.ok, light.bodyUsed]).toEqual([real.status, real.ok, real.bodyUsed]);
    expect([...light.headers]).toEqual([...real.headers]);
    expect(await light.text()).toBe(await real.clone().text());
    expect(await light.clone().text()).toBe(await real.clone().text());
    expect([...light.clone().headers]).toEqual([...real.headers]);
    if (light.body !== null) expect(await light.json()).toEqual(await real.json());
  });

  it('can be built anew from its parts, as Hono does to add a header', () => {
    const first = new LightResponse('{}', { status: 404, headers: { allow: 'POST' } });
    const second = new LightResponse(first.body, first);
    second.headers.set('x-request-id', 'r');
    expect([second.body, second.status, ...second.headers]).toEqual([
      '{}',
      404,
      ...[
        ['allow', 'POST'],
        ['content-type', 'text/plain;charset=UTF-8'],
        ['x-request-id', 'r'],
      ],
    ]);
    expect(first.headers.has('x-request-id')).toBe(false);
  });

  it('answers text alone', () => {
    expect(() => new LightResponse(new Uint8Array() as unknown as string)).toThrow(TypeError);
  });
});
