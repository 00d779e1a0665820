import { CallLog } from './call-log.ts';
import type { Clock } from './clock/clock.ts';
import { systemClock } from './clock/clock.ts';
import { Faults } from './faults.ts';
import type { AccessKeys } from './signing/access-keys.ts';

/** The parts of the endpoint and the other listeners: an AWS without services. */
export interface Platform {
  readonly clock: Clock;
  readonly calls: CallLog;
  readonly faults: Faults;
  /** Base URL of the one endpoint; empty until it listens. */
  readonly endpoint: { url: string };
  readonly log: (line: string) => void;
  /** The owners of access keys. */
  readonly iam: { readonly keys: AccessKeys };
}

export interface PlatformOptions {
  /** @default systemClock */
  readonly clock?: Clock;
  /** Where the local AWS logs. @default silent */
  readonly log?: (line: string) => void;
}

export function createPlatform({
  clock = systemClock,
  log = () => {},
}: PlatformOptions): Omit<Platform, 'iam'> {
  return { clock, calls: new CallLog(), faults: new Faults(), endpoint: { url: '' }, log };
}
