import type { LocalSystem } from '../../infra/local/system/local-system.ts';

/** What a user or an operator does from beginning to end, on a system deployed from the templates. */
export interface Journey {
  readonly title: string;
  /** Fails when the system does not do what the title says. */
  run(system: LocalSystem): Promise<void>;
}
