import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallbackVerificationError, verifyCallback } from '../../../router/client/verify-callback.ts';

const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(24, 2).toString('base64')}`;
const BODY = '{"type":"message.delivered","data":{"MessageId":"m-1"}}';

const NOW = Date.parse('2026-11-26T10:00:00Z');

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW }));
afterEach(() => void vi.useRealTimers());

function signed(secret = SECRET, at = new Date(NOW), body = BODY) {
  return {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('evt_1', at, body),
  };
}

describe('verifyCallback', () => {
  it.each([
    ['an object', signed()],
    ['Headers', new Headers(signed())],
    ['names in capitals, values in lists', capitals(signed())],
  ])('returns what was delivered, with headers as %s', (_what, headers) => {
    expect(verifyCallback({ secret: SECRET, headers, body: BODY })).toEqual(JSON.parse(BODY));
    expect(verifyCallback({ secret: SECRET, headers, body: Buffer.from(BODY) })).toEqual(JSON.parse(BODY));
  });

  it('takes any one of several secrets', () => {
    expect(verifyCallback({ secret: [OTHER, SECRET], headers: signed(), body: BODY })).toBeTruthy();
  });

  it.each([
    ['another secret', { headers: signed(OTHER) }],
    ['another body', { body: `${BODY} ` }],
    ['no headers', { headers: {} }],
    ['an old delivery', { headers: signed(SECRET, new Date(NOW - 301_000)) }],
    ['a delivery of the future', { headers: signed(SECRET, new Date(NOW + 301_000)) }],
  ])('refuses %s', (_what, change) => {
    const received = { secret: SECRET, headers: signed(), body: BODY, ...change };
    expect(() => verifyCallback(received)).toThrow(CallbackVerificationError);
  });
});

function capitals(headers: Readonly<Record<string, string>>): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]));
}
