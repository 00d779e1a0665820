import { randomBytes } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import type { Kernel } from '../../iam/kernel.ts';
import type { Logs } from '../../logs/logs.ts';
import type { AccessLogSetting } from '../stage.ts';
import type { ContextVariables } from './context-variables.ts';
import { renderContext } from './context-variables.ts';

/** Writes a line for each request to a log group, with the role that the account gives API Gateway for it. */
export class AccessLog {
  readonly #kernel: Kernel;
  readonly #logs: Logs;
  readonly #streamName = randomBytes(16).toString('hex');
  readonly #opened = new Set<string>();

  constructor(kernel: Kernel, logs: Logs) {
    this.#kernel = kernel;
    this.#logs = logs;
  }

  /** A line that cannot be written is lost, as at AWS; the local AWS reports it. */
  write(roleArn: string, { logGroupArn, format }: AccessLogSetting, variables: ContextVariables): void {
    try {
      const writer = this.#kernel.iam.assumeRoleAsService('apigateway.amazonaws.com', roleArn);
      if (!this.#opened.has(logGroupArn)) {
        this.#logs.createLogStream(writer, logGroupArn, this.#streamName);
        this.#opened.add(logGroupArn);
      }
      const line = renderContext(format, variables, '-');
      this.#logs.putLogEvents(writer, logGroupArn, this.#streamName, [line]);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.#kernel.log(`api gateway: a line of the access log is lost: ${error.message}`);
    }
  }
}
