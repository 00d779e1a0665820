import { parseTenantItem } from '../../../registrar/contract/tenant-record.ts';
import { printable, printJson } from '../printable.ts';
import type { ProgramOptions } from '../program.ts';
import { readAllItems, readTenant } from '../tenants-table.ts';
import { type MessageDesk, untilInterrupted } from './desk.ts';
import { type Followed, follow, type Seen } from './follow.ts';
import { describedStatus, type PersonalOption, withoutPersonal } from './personal.ts';

export interface TailOptions extends ProgramOptions, PersonalOption {
  readonly sinceMinutes: number;
  readonly intervalSeconds: number;
  /** @default - until Ctrl-C */
  readonly count?: number;
}

/** Of the named tenant, or of each tenant. */
const WATCHED = { one: 1_000, each: 100 } as const;
/** How long the list of tenants is used before it is read again. */
const TENANTS_MILLISECONDS = 60_000;

/** `messages tail [tenant]`: a line for each change of a message, until Ctrl-C. */
export async function tail(
  desk: MessageDesk,
  tenantId: string | undefined,
  options: TailOptions,
): Promise<void> {
  const { clock, lookup, terminal } = desk;
  const {
    sinceMinutes,
    intervalSeconds,
    count = Number.POSITIVE_INFINITY,
    json = false,
    personal = false,
  } = options;
  let lines = 0;
  const perTenant = tenantId === undefined ? WATCHED.each : WATCHED.one;
  const changes = follow({
    lookup,
    clock,
    perTenant,
    signal: untilInterrupted(desk),
    tenants: tenantId === undefined ? everybody(desk) : await one(desk, tenantId),
    since: clock.now() - sinceMinutes * 60_000,
    intervalMilliseconds: intervalSeconds * 1_000,
    onTooMany: (name) =>
      terminal.printError(`  ${name} has more messages than are followed; only its newest ${perTenant} are.`),
  });
  for await (const { tenantId: of, message } of changes) {
    const seen = { tenantId: of, message: personal ? message : withoutPersonal(message) };
    terminal.print(json ? jsonOf(seen) : lineOf(seen));
    lines += 1;
    if (lines >= count) return;
  }
}

/** @throws RefusedError when there is no such tenant */
async function one({ table }: MessageDesk, tenantId: string): Promise<() => Promise<readonly Followed[]>> {
  const { accountId } = await readTenant(table, tenantId);
  return async () => [{ tenantId, accountId }];
}

/** All tenants that have been registered; new tenants are seen a minute later. */
function everybody({ table, clock }: MessageDesk): () => Promise<readonly Followed[]> {
  let known: readonly Followed[] = [];
  let goodUntil = Number.NEGATIVE_INFINITY;
  return async () => {
    if (clock.now() < goodUntil) return known;
    const byAccount = new Map<string, Followed>();
    for (const item of await readAllItems(table)) {
      const parsed = parseTenantItem(item);
      if (parsed.kind !== 'record') continue;
      const { pk: tenantId, accountId, registration } = parsed.record;
      // After a rename an account has two names: its messages are shown under the registered one.
      if (registration === 'Registered' || (registration === 'Deregistered' && !byAccount.has(accountId)))
        byAccount.set(accountId, { tenantId, accountId });
    }
    goodUntil = clock.now() + TENANTS_MILLISECONDS;
    known = [...byAccount.values()];
    return known;
  };
}

function jsonOf({ tenantId, message }: Seen): string {
  return printJson({ TenantId: tenantId, ...message });
}

function lineOf({ tenantId, message }: Seen): string {
  const { UpdatedTimestamp, Direction, MessageId, DestinationPhoneNumber, OriginationIdentity, Body } =
    message;
  const phone = Direction === 'INBOUND' ? OriginationIdentity : DestinationPhoneNumber;
  const columns = [UpdatedTimestamp.toISOString(), tenantId, Direction, MessageId, phone ?? '-'];
  const said = [...columns, describedStatus(message), ...(Body === undefined ? [] : [Body])];
  // A tenant's account can write anything into its own objects, ids included.
  return said.map((each) => printable(each, 1_000)).join('  ');
}
