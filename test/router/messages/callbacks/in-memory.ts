import type { Outcome } from '../../../../router/messages/callbacks/attempt/post.ts';
import { newSigningSecret } from '../../../../router/messages/callbacks/attempt/secret.ts';
import { afresh, type Delivery } from '../../../../router/messages/callbacks/delivery.ts';
import {
  FAILURES_THAT_OPEN,
  isOpen,
  PROBE_LEASE_MILLISECONDS,
  PROBE_PAUSE_MILLISECONDS,
} from '../../../../router/messages/callbacks/flow/breaker.ts';
import { createDeliver } from '../../../../router/messages/callbacks/flow/deliver.ts';
import { createRelease } from '../../../../router/messages/callbacks/flow/release.ts';
import type { Standing } from '../../../../router/messages/callbacks/flow/standing.ts';
import type { Callback, CallbackKey } from '../../../../router/messages/callbacks/table/callback-item.ts';
import type { WaitingDelivery } from '../../../../router/messages/callbacks/table/waiting-deliveries.ts';

export interface Attempt {
  readonly callbackName: string;
  readonly eventId: string;
  readonly at: number;
  /** Whether the breaker was open when it was made. */
  readonly isOpen: boolean;
}

export interface ModelOptions {
  readonly now: () => number;
  readonly post: (callbackName: string) => Promise<Outcome>;
}

/**
 * Deliveries and releases as they are, on tables and a queue of plain arrays: for as many as no local table could hold.
 * The tables' own behaviour is tried on the local AWS.
 */
export function createModel({ now, post }: ModelOptions) {
  const callbacks = new Map<string, Callback>();
  const waiting = new Map<string, WaitingDelivery[]>();
  const queued: { readonly delivery: Delivery; readonly visibleAt: number }[] = [];
  const buried: Delivery[] = [];
  const attempts: Attempt[] = [];
  const delivered = new Map<string, number>();
  const secret = newSigningSecret();

  function addCallback(callbackName: string): void {
    callbacks.set(callbackName, {
      pk: ACCOUNT,
      sk: `acme#${callbackName}`,
      callbackName,
      callbackId: callbackName,
      tenantId: 'acme',
      secret,
      url: callbackName,
      eventTypes: ['*'],
      createdAt: 0,
      failuresInARow: 0,
      probeAgainAt: 0,
      outcomes: [],
    });
  }

  function change(callbackId: string, changes: Partial<Callback>): void {
    const callback = callbacks.get(callbackId);
    if (callback !== undefined) callbacks.set(callbackId, { ...callback, ...changes });
  }

  const states = {
    get: async ({ sk }: CallbackKey) => callbacks.get(sk.replace('acme#', '')),
    async record(
      { callbackId }: Callback,
      { result, eventId, at }: { result: string; eventId: string; at: number },
    ) {
      const { failuresInARow = 0 } = callbacks.get(callbackId) ?? {};
      if (result === 'DELIVERED') {
        delivered.set(eventId, at);
        change(callbackId, { failuresInARow: 0, probeAgainAt: 0 });
        return false;
      }
      const probeAgainAt = now() + PROBE_PAUSE_MILLISECONDS;
      change(callbackId, { failuresInARow: failuresInARow + 1, probeAgainAt });
      return failuresInARow + 1 === FAILURES_THAT_OPEN;
    },
    async claimProbe({ callbackId }: Callback) {
      const { failuresInARow = 0, probeAgainAt = 0 } = callbacks.get(callbackId) ?? {};
      if (failuresInARow < FAILURES_THAT_OPEN || probeAgainAt > now()) return false;
      change(callbackId, { probeAgainAt: now() + PROBE_LEASE_MILLISECONDS });
      return true;
    },
  };
  const parked = {
    async park({ callbackId }: Callback, delivery: Delivery, dueAt: number) {
      const list = waiting.get(callbackId) ?? [];
      waiting.set(callbackId, list);
      list.push({ delivery, sk: `${dueAt}` });
    },
    callbacks: async () =>
      [...waiting.keys()].map((callbackName) => ({ pk: ACCOUNT, sk: `acme#${callbackName}` })),
    async due({ callbackId }: Callback, limit: number) {
      const due: WaitingDelivery[] = [];
      for (const each of waiting.get(callbackId) ?? []) {
        if (due.length === limit) break;
        if (Number(each.sk) <= now()) due.push(each);
      }
      return due;
    },
    async remove({ callbackId }: Callback, deliveries: readonly WaitingDelivery[]) {
      const gone = new Set(deliveries);
      waiting.set(callbackId, waiting.get(callbackId)?.filter((each) => !gone.has(each)) ?? []);
    },
    unmark: async () => {},
  };
  const queue = {
    async send(deliveries: readonly Delivery[], { delaySeconds }: { readonly delaySeconds: number }) {
      for (const delivery of deliveries) queued.push({ delivery, visibleAt: now() + delaySeconds * 1_000 });
    },
    async bury(delivery: Delivery) {
      buried.push(afresh(delivery));
    },
  };
  let standing: Standing = 'active';
  const standingOf = async () => standing;
  const report = {
    count: () => {},
    opened: () => {},
    failure: (_: string, error: unknown) => {
      throw error;
    },
  };
  const deliver = createDeliver({
    callbacks: states,
    standingOf,
    waiting: parked,
    queue,
    report,
    now,
    payloadOf: async () => '{}',
    async post({ url: callbackName, headers }) {
      const { failuresInARow = 0 } = callbacks.get(callbackName) ?? {};
      const open = isOpen({ failuresInARow });
      attempts.push({ callbackName, eventId: headers['webhook-id'] ?? '', at: now(), isOpen: open });
      return await post(callbackName);
    },
  });
  const release = createRelease({ callbacks: states, standingOf, waiting: parked, queue, report, now });

  return {
    setStanding(now: Standing) {
      standing = now;
    },
    addCallback,
    deliver,
    attempts,
    delivered,
    buried,
    queued,
    waiting,
    announce: (callbackName: string, eventId: string) =>
      queue.send([newDelivery(callbackName, eventId)], { delaySeconds: 0 }),
    release: () => release(now() + 50_000),
    /** Delivers all that can be received now, one after the other. */
    async work() {
      for (;;) {
        const index = queued.findIndex(({ visibleAt }) => visibleAt <= now());
        const [message] = index < 0 ? [] : queued.splice(index, 1);
        if (message === undefined) return;
        await deliver(message.delivery);
      }
    },
  };
}

export const ACCOUNT = '222222222222';

export function newDelivery(callbackName: string, id: string): Delivery {
  const event = { id, type: 'callback.test', of: id, key: '0000000000000 TEXT_SENT' };
  return { accountId: ACCOUNT, tenantId: 'acme', callbackName, callbackId: callbackName, event, attempts: 0 };
}
