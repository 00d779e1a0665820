import type { BucketPolicy } from '../../registrar/bucket/bucket-policy.ts';
import type { EventBucket } from '../../registrar/bucket/event-bucket.ts';
import type { RegistrationRecord } from '../../registrar/contract/tenant-record.ts';
import type { DeadLetters, RefusedMessage } from '../../registrar/dead-letters.ts';
import type { NameEntry } from '../../registrar/decision/decide.ts';
import type { Report } from '../../registrar/report.ts';
import type { TenantTable } from '../../registrar/tenant-table.ts';

/** Runs around each call to the world outside; it may throw before or after it. */
export type Guard = <T>(call: () => T) => Promise<T>;

/** The registrar's surroundings, all in one process: each is the simplest thing that keeps its interface's promise. */
export class Surroundings {
  readonly records = new Map<string, RegistrationRecord>();
  /** What operators have reserved: tenantId → account. */
  readonly reservations = new Map<string, string>();
  readonly deadLetters: RefusedMessage[] = [];
  policy: BucketPolicy | undefined;
  policyWrites = 0;
  readonly counts: Record<string, number> = {};
  readonly measures: Record<string, number> = {};
  readonly errors: string[] = [];

  table(guard: Guard = passThrough): TenantTable {
    return {
      read: (tenantId) => guard(() => this.#entry(tenantId)),
      write: (next) =>
        guard(() => {
          const revision = this.records.get(next.pk)?.revision ?? 0;
          if (revision !== next.revision - 1) throw new Error('ConditionalCheckFailedException');
          this.records.set(next.pk, next);
        }),
      readAll: () =>
        guard(() => {
          const records = [...this.records.values()];
          const names = records.map(({ pk, accountId, registration }) => ({
            tenantId: pk,
            accountId,
            registration,
            ...this.#entry(pk),
          }));
          return { names, damaged: [] };
        }),
    };
  }

  bucket(guard: Guard = passThrough): EventBucket {
    return {
      readPolicy: () => guard(() => structuredClone(this.policy)),
      writePolicy: (policy) =>
        guard(() => {
          this.policy = structuredClone(policy);
          this.policyWrites += 1;
        }),
    };
  }

  deadLetterQueue(guard: Guard = passThrough): DeadLetters {
    return {
      send: (refused) =>
        guard(() => {
          this.deadLetters.push(...refused);
          return new Set<string>();
        }),
    };
  }

  report(): Report {
    return {
      count: (metric, occurrences = 1) => {
        this.counts[metric] = (this.counts[metric] ?? 0) + occurrences;
      },
      measure: (metric, value) => {
        this.measures[metric] = value;
      },
      info: () => {},
      error: (message, fields) => void this.errors.push(`${message} ${JSON.stringify(fields)}`),
    };
  }

  #entry(tenantId: string): NameEntry {
    return { record: this.records.get(tenantId), reservedFor: this.reservations.get(tenantId) };
  }

  grantedAccounts(): string[] {
    const registered = [...this.records.values()].filter(({ registration }) => registration === 'Registered');
    return [...new Set(registered.map(({ accountId }) => accountId))].sort();
  }
}

async function passThrough<T>(call: () => T): Promise<T> {
  return call();
}
