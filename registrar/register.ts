import type { RegistrationMode } from './contract/tenant-record.ts';
import { type Decision, decide } from './decision/decide.ts';
import { type HeldName, refuseName } from './decision/names-of-account.ts';
import { parseRegistrationEvent, type RegistrationEvent } from './decision/parse-event.ts';
import { refuse } from './decision/refusal.ts';
import type { Report } from './report.ts';
import { type TenantTable, UnreadableRecordError } from './tenant-table.ts';

export interface RegisterDependencies {
  readonly table: TenantTable;
  /** The management account's partition. */
  readonly partition: string;
  readonly mode: RegistrationMode;
  /** How many names one account may have, tombstones included. */
  readonly maxNamesPerAccount: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly report: Report;
}

/** Applies one registration event, given as EventBridge's JSON, to the table. */
export type Register = (body: string) => Promise<Decision>;

/**
 * Begins a batch. All names are read at most once in a batch, when an account claims a new one: nothing else writes
 * registrations meanwhile. The bucket policy is not written here, because it follows from the table.
 *
 * @returns a function that throws Error for a transient fault, such as a concurrent change of the item; the same event
 * may be tried again in another batch
 */
export function createRegister({
  table,
  partition,
  mode,
  maxNamesPerAccount,
  now,
  report,
}: RegisterDependencies) {
  return function beginBatch(): Register {
    let names: HeldName[] | undefined;

    return async function register(body) {
      const event = parseRegistrationEvent(body, partition);
      if ('kind' in event) return event;
      const decision = await decideOn(event);
      if (decision.kind === 'apply') {
        await table.write(decision.next);
        if (decision.claimsName) names?.push(event);
      }
      const { tenantId, accountId, eventName, eventId } = event;
      report.info('Registration event', { decision: decision.kind, tenantId, accountId, eventName, eventId });
      return decision;
    };

    async function decideOn(event: RegistrationEvent): Promise<Decision> {
      try {
        const decision = decide(await table.read(event.tenantId), event, { now: now(), mode });
        if (decision.kind !== 'apply' || !decision.claimsName) return decision;
        names ??= [...(await table.readAll()).names];
        return refuseName(event, names, maxNamesPerAccount) ?? decision;
      } catch (error) {
        if (!(error instanceof UnreadableRecordError)) throw error;
        // A damaged item must not hold up the events behind it.
        return refuse('UnreadableRecord', `The item of ${event.tenantId} in the table has ${error.message}.`);
      }
    }
  };
}
