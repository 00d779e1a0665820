import { randomBytes } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import type { RoleCaller } from '../../core/caller.ts';
import { logGroupArn } from '../../logs/log-group.ts';
import type { Logs } from '../../logs/logs.ts';
import type { FunctionConfiguration } from '../function-configuration.ts';

/** `2026/11/23/[$LATEST]<32 hexadecimal digits>`, one for each execution environment. */
export function newLogStreamName(now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
}

/**
 * Writes one execution environment's output to its log stream, with the function's role. If the role may not write
 * logs, only they are lost, as at AWS; the local AWS reports it.
 */
export class FunctionLogStream {
  readonly #logs: Logs;
  readonly #writer: RoleCaller;
  readonly #groupArn: string;
  readonly #name: string;
  readonly #complain: (reason: string) => void;
  #state: 'new' | 'open' | 'refused' = 'new';

  constructor(
    logs: Logs,
    writer: RoleCaller,
    configuration: FunctionConfiguration,
    name: string,
    complain: (reason: string) => void,
  ) {
    this.#logs = logs;
    this.#writer = writer;
    this.#groupArn = logGroupArn(configuration, configuration.logGroupName);
    this.#name = name;
    this.#complain = complain;
  }

  write(lines: readonly string[]): void {
    const messages = lines.filter((line) => line !== '');
    if (this.#state === 'refused' || messages.length === 0) return;
    try {
      if (this.#state === 'new') this.#logs.createLogStream(this.#writer, this.#groupArn, this.#name);
      this.#state = 'open';
      this.#logs.putLogEvents(this.#writer, this.#groupArn, this.#name, messages);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.#state = 'refused';
      this.#complain(error.message);
    }
  }
}
