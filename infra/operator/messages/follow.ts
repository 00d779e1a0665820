import type { MessageLookup, ShownMessage } from '../../../router/messages/operator/message-lookup.ts';
import type { OperatorClock } from './desk.ts';

/** A new message, or one with a new status. */
export interface Seen {
  readonly tenantId: string;
  readonly message: ShownMessage;
}

export interface Followed {
  readonly tenantId: string;
  readonly accountId: string;
}

export interface FollowOptions {
  readonly lookup: Pick<MessageLookup, 'newest' | 'messages'>;
  /** The tenants to follow; read before each pass. */
  readonly tenants: () => Promise<readonly Followed[]>;
  /** Messages requested before are left out, in milliseconds since the epoch. */
  readonly since: number;
  /** How many of each tenant's newest messages are followed. */
  readonly perTenant: number;
  readonly intervalMilliseconds: number;
  readonly clock: OperatorClock;
  readonly signal: AbortSignal;
  /** Called once for a tenant with more messages than are followed. */
  readonly onTooMany: (tenantId: string) => void;
}

/** How long a final status is followed, because a more precise one may come at once. */
const SETTLED_MILLISECONDS = 60_000;
/** How many tenants are read at a time. */
const WIDTH = 10;

/** Yields each change of the newest messages in order of time, pass by pass, until the signal ends it. */
export async function* follow(options: FollowOptions): AsyncGenerator<Seen> {
  const { tenants, intervalMilliseconds, clock, signal } = options;
  const watches = new Map<string, Watch>();
  while (!signal.aborted) {
    const followed = await tenants();
    const changes: Seen[] = [];
    for (let start = 0; start < followed.length; start += WIDTH) {
      const looks = followed.slice(start, start + WIDTH).map(async (tenant) => {
        const watch = watches.get(tenant.accountId) ?? new Watch(options, tenant);
        watches.set(tenant.accountId, watch);
        return await watch.look();
      });
      changes.push(...(await Promise.all(looks)).flat());
    }
    yield* changes.sort((one, other) => timeOf(one) - timeOf(other));
    await clock.pause(intervalMilliseconds, signal);
  }
}

/** What has been seen of one tenant's messages. */
class Watch {
  readonly #options: FollowOptions;
  readonly #tenant: Followed;
  #seen = new Map<string, { readonly state: string; readonly settledAt: number }>();
  #overflowed = false;

  constructor(options: FollowOptions, tenant: Followed) {
    this.#options = options;
    this.#tenant = tenant;
  }

  async look(): Promise<readonly Seen[]> {
    const { lookup, since, perTenant, clock, onTooMany } = this.#options;
    const { tenantId, accountId } = this.#tenant;
    const ids = await lookup.newest(accountId, since, perTenant);
    if (ids.length === perTenant && !this.#overflowed) {
      this.#overflowed = true;
      onTooMany(tenantId);
    }
    const now = clock.now();
    const open = ids.filter((id) => (this.#seen.get(id)?.settledAt ?? now) >= now);
    const changed: Seen[] = [];
    const known = new Map(this.#seen);
    for (const message of await lookup.messages(accountId, open)) {
      const { MessageId: id, Status, StatusDescription, IsFinal, UpdatedTimestamp } = message;
      const state = JSON.stringify([Status, StatusDescription, IsFinal, UpdatedTimestamp]);
      if (known.get(id)?.state !== state) changed.push({ tenantId, message });
      const settledAt = IsFinal
        ? UpdatedTimestamp.getTime() + SETTLED_MILLISECONDS
        : Number.POSITIVE_INFINITY;
      known.set(id, { state, settledAt });
    }
    // Messages that are too old to be followed are forgotten.
    this.#seen = new Map(
      ids.flatMap((id) => {
        const state = known.get(id);
        return state === undefined ? [] : [[id, state] as const];
      }),
    );
    return changed;
  }
}

function timeOf({ message }: Seen): number {
  return message.UpdatedTimestamp.getTime();
}
