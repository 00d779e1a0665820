import { Iam } from '../iam/iam.ts';
import { CallLog } from './call-log.ts';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import { Faults } from './faults.ts';

/** What every local service is built from. */
export interface Kernel {
  readonly clock: Clock;
  readonly iam: Iam;
  readonly calls: CallLog;
  readonly faults: Faults;
  /** Base URL of the one endpoint; empty until it listens. */
  readonly endpoint: { url: string };
  readonly log: (line: string) => void;
}

export interface KernelOptions {
  /** @default systemClock */
  readonly clock?: Clock;
  /** Where the local AWS says what it does. @default silent */
  readonly log?: (line: string) => void;
}

export function createKernel({ clock = systemClock, log = () => {} }: KernelOptions = {}): Kernel {
  return {
    clock,
    iam: new Iam(clock),
    calls: new CallLog(),
    faults: new Faults(),
    endpoint: { url: '' },
    log,
  };
}
