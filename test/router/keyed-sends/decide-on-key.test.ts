import { describe, expect, it } from 'vitest';
import type { KeyedSend } from '../../../router/keyed-sends/keyed-send.ts';
import { decideOnKey } from '../../../router/keyed-sends/keyed-send.ts';

const NOW = 1_800_000_000_000;
const item = { pk: 'k', inputHash: 'input', attempt: 'first', requestId: 'r-1', expiresAt: NOW / 1_000 + 60 };
const running: KeyedSend = { ...item, state: 'Running', leaseEndsAt: NOW + 1 };
const dead: KeyedSend = { ...item, state: 'Running', leaseEndsAt: NOW };
const answered: KeyedSend = { ...item, state: 'Answered', status: 207, body: '{"a":1}' };
const unknown: KeyedSend = { ...item, state: 'OutcomeUnknown' };

const send = { inputHash: 'input', attempt: 'second', repeatable: false };
const withToken = { ...send, repeatable: true };
const otherInput = { ...send, inputHash: 'other' };

const replay = { kind: 'replay', status: 207, body: '{"a":1}' };
const inProgress = { kind: 'in progress' };
const reused = { kind: 'key reused' };
const outcomeUnknown = { kind: 'outcome unknown', requestId: 'r-1' };
const takeOver = { kind: 'take over', attempt: 'first' };

describe('a request whose key is taken', () => {
  it.each([
    ['running', running, send, inProgress],
    ['running, with a ClientToken', running, withToken, inProgress],
    ['running, with another input', running, otherInput, reused],
    ['dead', dead, send, outcomeUnknown],
    ['dead, with a ClientToken', dead, withToken, takeOver],
    ['dead, with another input', dead, otherInput, reused],
    ['answered', answered, send, replay],
    ['answered, with a ClientToken', answered, withToken, replay],
    ['answered, with another input', answered, otherInput, reused],
    ['of unknown outcome', unknown, send, outcomeUnknown],
    ['of unknown outcome, with a ClientToken', unknown, withToken, takeOver],
    ['of unknown outcome, with another input', unknown, otherInput, reused],
    ['its own', running, { ...send, attempt: 'first' }, { kind: 'claimed' }],
  ] as const)('by an attempt that is %s', (_, stored, request, decision) => {
    expect(decideOnKey(stored, request, NOW)).toEqual(decision);
  });
});
