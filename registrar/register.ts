import { parseRegistrationEvent, type RegistrationEvent, refuse } from './contract/registration-event.ts';
import { type Decision, decide } from './decide.ts';
import type { Report } from './report.ts';
import { type TenantTable, UnreadableRecordError } from './tenant-table.ts';

export interface RegisterDependencies {
  readonly table: TenantTable;
  /** The management account's partition. */
  readonly partition: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly report: Report;
}

/**
 * Applies one registration event, given as EventBridge's JSON, to the table. The bucket policy is not its business:
 * that follows from the table.
 *
 * @throws Error for a passing fault, a concurrent change of the item among them: the same event may be tried again
 */
export function createRegister({ table, partition, now, report }: RegisterDependencies) {
  return async function register(body: string): Promise<Decision> {
    const event = parseRegistrationEvent(body, partition);
    if ('kind' in event) return event;
    const decision = await readAndDecide(event);
    if (decision.kind === 'apply') await table.write(decision.next);
    const { tenantId, accountId, eventName, eventId } = event;
    report.info('Registration event', { decision: decision.kind, tenantId, accountId, eventName, eventId });
    return decision;
  };

  async function readAndDecide(event: RegistrationEvent): Promise<Decision> {
    try {
      return decide(await table.read(event.tenantId), event, now());
    } catch (error) {
      if (!(error instanceof UnreadableRecordError)) throw error;
      // An item that somebody damaged must not hold up everybody behind it.
      return refuse('UnreadableRecord', `The tenant's item in the table cannot be read: ${error.message}.`);
    }
  }
}
