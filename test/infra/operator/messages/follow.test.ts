import { describe, expect, it } from 'vitest';
import { type FollowOptions, follow } from '../../../../infra/operator/messages/follow.ts';
import type { ShownMessage } from '../../../../router/messages/operator/message-lookup.ts';

const START = Date.parse('2026-11-26T10:00:00Z');

/** Tenants' messages that a test changes between looks, on a clock that only looks turn. */
function street(script: readonly (() => void)[], options: Partial<FollowOptions> = {}) {
  const messages = new Map<string, ShownMessage>();
  const fetched: string[][] = [];
  const crowded: string[] = [];
  const ended = new AbortController();
  let now = START;
  let looks = 0;
  script[0]?.();
  const changes = follow({
    lookup: {
      newest: async (accountId, since, limit) =>
        [...messages.values()]
          .filter((message) => of(message) === accountId && message.RequestedTimestamp.getTime() >= since)
          .sort((a, b) => b.RequestedTimestamp.getTime() - a.RequestedTimestamp.getTime())
          .slice(0, limit)
          .map(({ MessageId }) => MessageId),
      async messages(_accountId, ids) {
        fetched.push([...ids]);
        return ids.flatMap((id) => messages.get(id) ?? []);
      },
    },
    tenants: async () => [
      { tenantId: 'acme', accountId: '2' },
      { tenantId: 'globex', accountId: '3' },
    ],
    since: START - 60_000,
    perTenant: 10,
    intervalMilliseconds: 2_000,
    clock: {
      now: () => now,
      async pause(milliseconds) {
        now += milliseconds;
        looks += 1;
        if (looks >= script.length) ended.abort();
        script[looks]?.();
      },
    },
    signal: ended.signal,
    onTooMany: (tenantId) => crowded.push(tenantId),
    ...options,
  });
  return {
    fetched,
    crowded,
    put(MessageId: string, Status: string, after = 0, changes: Partial<ShownMessage> = {}) {
      messages.set(MessageId, {
        MessageId,
        Status,
        Direction: 'OUTBOUND',
        Events: [],
        IsFinal: Status === 'DELIVERED',
        RequestedTimestamp: new Date(START),
        UpdatedTimestamp: new Date(START + after),
        ...changes,
      });
    },
    async lines() {
      const lines: string[] = [];
      for await (const { tenantId, message } of changes)
        lines.push(`${tenantId} ${message.MessageId} ${message.Status}`);
      return lines;
    },
  };
}

/** The account is in the id: `2-first`. */
function of({ MessageId }: ShownMessage): string {
  return MessageId.slice(0, 1);
}

describe('follow', () => {
  it('tells each status once, in the order of their time, whoever it is of', async () => {
    const { put, lines } = street([
      () => {},
      () => {
        put('2-a', 'ACCEPTED', 20);
        put('3-b', 'ACCEPTED', 10);
      },
      () => {},
      () => put('2-a', 'DELIVERED', 30),
      () => put('3-b', 'SENT', 40),
    ]);
    expect(await lines()).toEqual([
      'globex 3-b ACCEPTED',
      'acme 2-a ACCEPTED',
      'acme 2-a DELIVERED',
      'globex 3-b SENT',
    ]);
  });

  it('tells a status that came again with another time, and nothing where no more is known than before', async () => {
    const { put, lines } = street([
      () => {},
      () => put('2-a', 'SENT', 10),
      () => put('2-a', 'SENT', 20),
      () => put('2-a', 'SENT', 20, { Parts: 2 }),
    ]);
    expect(await lines()).toEqual(['acme 2-a SENT', 'acme 2-a SENT']);
  });

  it('leaves out what was requested before it began', async () => {
    const { put, lines } = street([
      () => {},
      () => put('2-old', 'SENT', 0, { RequestedTimestamp: new Date(START - 60_001) }),
      () => put('2-new', 'SENT', 0, { RequestedTimestamp: new Date(START - 60_000) }),
    ]);
    expect(await lines()).toEqual(['acme 2-new SENT']);
  });

  it('looks at a final message for a minute more, since a better-informed status may follow, and then no more', async () => {
    const { put, lines, fetched } = street([
      () => {},
      () => put('2-a', 'DELIVERED'),
      ...Array.from({ length: 40 }, () => () => {}),
    ]);
    await lines();
    const looks = fetched.filter((ids) => ids.includes('2-a')).length;
    expect(looks).toBe(60 / 2);
  });

  it('follows the newest so many of each tenant, and says once that there are more', async () => {
    const { put, lines, crowded } = street(
      [
        () => {},
        () => {
          for (const number of [1, 2, 3])
            put(`2-${number}`, 'SENT', number, { RequestedTimestamp: new Date(START + number) });
        },
        () => {},
      ],
      { perTenant: 2 },
    );
    expect(await lines()).toEqual(['acme 2-2 SENT', 'acme 2-3 SENT']);
    expect(crowded).toEqual(['acme']);
  });

  it('ends without another look when it is interrupted', async () => {
    const { lines, fetched } = street([() => {}], { signal: AbortSignal.abort() });
    expect(await lines()).toEqual([]);
    expect(fetched).toEqual([]);
  });
});
