import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

describe('the outbox', () => {
  it('lists the latest 10,000 messages and says how many are gone', () => {
    const outbox = new Outbox();
    const message = (index: number) => ({
      ...{
        messageId: `m-${index}`,
        accountId: '222222222222',
        region: 'us-east-1',
        channel: 'TEXT' as const,
      },
      ...{
        destination: '+14254147755',
        origination: '+12065550100',
        body: 'hi',
        time: '2026-11-26T00:00:00Z',
      },
    });
    for (let index = 1; index <= 10_000; index += 1) outbox.add(message(index));
    expect(outbox.listing()).toEqual({ messages: outbox.messages() });
    for (let index = 10_001; index <= 10_003; index += 1) outbox.add(message(index));
    const { messages, note } = outbox.listing();
    expect([messages.length, messages[0]?.messageId]).toEqual([10_000, 'm-4']);
    expect(note).toBe('3 earlier messages were dropped.');
  });
});
