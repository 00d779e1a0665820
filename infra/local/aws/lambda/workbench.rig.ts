import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import type { Home, UserCaller } from '../core/caller.ts';
import { FakeClock } from '../core/clock/fake-clock.ts';
import { Endpoint } from '../core/endpoint/endpoint.ts';
import type { PolicyDocument, Statement } from '../core/policy.ts';
import type { Kernel } from '../iam/kernel.ts';
import { createKernel } from '../iam/kernel.ts';
import { Logs } from '../logs/logs.ts';
import { Sqs } from '../sqs/sqs.ts';
import { sqsWire } from '../sqs/wire.ts';
import type { FunctionOptions } from './function-configuration.ts';
import { Lambda } from './lambda.ts';
import { lambdaWire } from './wire.ts';

export const HOME: Home = { accountId: '111111111111', region: 'us-east-1' };
export const OTHER_ACCOUNT = '222222222222';
export const ORGANIZATION = 'o-abcdefghij';

/** Lambda with the services that it uses, on an endpoint of its own; `close` leaves no process behind. */
export interface Workbench {
  readonly kernel: Kernel;
  readonly clock: FakeClock;
  readonly lambda: Lambda;
  readonly logs: Logs;
  readonly sqs: Sqs;
  /** Owner of the account's access key, who may do everything in it. */
  readonly operator: UserCaller;
  /** The lines that the local AWS logged. */
  readonly said: string[];
  /** A directory with these files, as an asset has them. */
  code(files: Readonly<Record<string, string>>): string;
  /** A role that Lambda may assume; it may write logs, and what `statements` say. */
  role(roleName: string, ...statements: readonly Statement[]): string;
  /** A function from the source of its `index.mjs`, with a log group. */
  createFunction(source: string, options?: Partial<FunctionOptions>): Promise<string>;
  /** Invokes as the account's operator and parses the answer. */
  invoke(functionArn: string, event?: unknown): Promise<Invoked>;
  close(): Promise<void>;
}

export interface Invoked {
  readonly answer: unknown;
  /** Present when the function failed. */
  readonly error?: string;
}

export const ALLOW_LOGS: Statement = {
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: '*',
};

export const TRUST_LAMBDA: PolicyDocument = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: 'sts:AssumeRole',
  },
};

export const ADMINISTRATOR: PolicyDocument = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
};

export async function openWorkbench(): Promise<Workbench> {
  // On a busy machine a process may take seconds to start.
  vi.setConfig({ expect: { poll: { timeout: 15_000, interval: 10 } } });
  const clock = new FakeClock();
  const said: string[] = [];
  const kernel = createKernel({ clock, log: (line) => said.push(line) });
  kernel.iam.addAccount(HOME.accountId, ORGANIZATION);
  kernel.iam.addAccount(OTHER_ACCOUNT, ORGANIZATION);
  const operator = kernel.iam.createUser(HOME.accountId, 'operator', ADMINISTRATOR);
  kernel.iam.keys.add('AKIALOCALMANAGEMENT0', 'local-management-secret', operator);
  const logs = new Logs(kernel);
  const sqs = new Sqs(kernel);
  const lambda = new Lambda(kernel, { logs, sqs });
  const endpoint = new Endpoint(kernel);
  endpoint.register(lambdaWire(lambda, kernel), sqsWire(sqs, kernel));
  await endpoint.listen(0);
  const directories: string[] = [];
  let made = 0;

  const bench: Workbench = {
    kernel,
    clock,
    lambda,
    logs,
    sqs,
    operator,
    said,
    code(files) {
      const directory = mkdtempSync(join(tmpdir(), 'lambda-test-'));
      directories.push(directory);
      for (const [name, source] of Object.entries(files)) {
        mkdirSync(dirname(join(directory, name)), { recursive: true });
        writeFileSync(join(directory, name), source);
      }
      return directory;
    },
    role(roleName, ...statements) {
      return kernel.iam.createRole(HOME.accountId, {
        roleName,
        assumeRolePolicy: TRUST_LAMBDA,
        policies: { Permissions: { Version: '2012-10-17', Statement: [ALLOW_LOGS, ...statements] } },
      }).arn;
    },
    async createFunction(source, options = {}) {
      made += 1;
      const functionName = options.functionName ?? `function-${made}`;
      logs.createLogGroup(HOME, { name: `/aws/lambda/${functionName}` });
      const { arn } = await lambda.createFunction(HOME, {
        functionName,
        codeDirectory: bench.code({ 'index.mjs': source }),
        handler: 'index.handler',
        roleArn: options.roleArn ?? bench.role(`${functionName}-role`),
        ...options,
      });
      return arn;
    },
    async invoke(functionArn, event = {}) {
      const payload = Buffer.from(JSON.stringify(event));
      const result = await lambda.invoke(operator, functionArn, payload);
      const answer: unknown = JSON.parse(result.payload.toString());
      return result.functionError === undefined ? { answer } : { answer, error: result.functionError };
    },
    async close() {
      await lambda.stop();
      await endpoint.close();
      for (const directory of directories) rmSync(directory, { recursive: true, force: true });
    },
  };
  return bench;
}

/** Lines of a function's log group. */
export function logLinesOf({ logs }: Workbench, functionArn: string): readonly string[] {
  const name = functionArn.slice(functionArn.lastIndexOf(':') + 1);
  return logs.lines(`arn:aws:logs:${HOME.region}:${HOME.accountId}:log-group:/aws/lambda/${name}`);
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
