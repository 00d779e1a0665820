import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Arm } from '../arms.ts';
import type { BenchAws } from '../aws.ts';
import { functionEnvironment } from '../function-environment.ts';

/** What a fresh process took until its first answer; times in milliseconds. */
export interface ColdStart {
  /** From the process's start: what a caller waits for. */
  readonly total: number;
  /** Loading the function's code. */
  readonly load: number;
  /** From the event to its answer. */
  readonly answer: number;
  /** User and system, of all threads. */
  readonly processor: number;
  readonly residentBytes: number;
  /** Of the function's files. */
  readonly loadedBytes: number;
}

export interface ColdStartOptions {
  /** Path of the Node that runs the function. */
  readonly node: string;
  readonly aws: Pick<BenchAws, 'endpoints'>;
  /** JSON. */
  readonly event: string;
  /** Of Node. @default none */
  readonly flags?: readonly string[];
}

const RUNTIME = fileURLToPath(new URL('runtime.cjs', import.meta.url));

/** Starts a function in a fresh process under the Lambda Runtime API and has it answer one event. */
export async function coldStart(
  arm: Arm,
  { node, aws, event, flags = [] }: ColdStartOptions,
): Promise<ColdStart> {
  const api = await startRuntimeApi(event);
  const started = performance.now();
  const child = spawn(node, [...flags, RUNTIME], {
    cwd: arm.directory,
    env: {
      ...functionEnvironment(aws),
      AWS_LAMBDA_RUNTIME_API: api.address,
      LAMBDA_TASK_ROOT: arm.directory,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.resume();
  await once(child, 'exit');
  api.stop();
  const { answer, answeredAt, report } = api.received();
  if (answer?.statusCode !== 200)
    throw new Error(`The function ${arm.name} answered ${JSON.stringify(answer)}`);
  return { total: answeredAt - started, ...report };
}

interface Received {
  answer?: { readonly statusCode?: number };
  answeredAt: number;
  report: Omit<ColdStart, 'total'>;
}

/** The Runtime API ("Using the Lambda runtime API") for one event, and a place for runtime.cjs to report to. */
async function startRuntimeApi(event: string) {
  const received = { answeredAt: Number.NaN } as Received;
  const server = createServer(async (request, response) => {
    const path = request.url?.replace('/2018-06-01/runtime/', '');
    const body = await text(request);
    if (path === 'invocation/next') {
      response.setHeader('Lambda-Runtime-Aws-Request-Id', 'first');
      response.setHeader('Lambda-Runtime-Deadline-Ms', Date.now() + 29_000);
      response.end(event);
      return;
    }
    if (path === 'invocation/first/response') {
      received.answeredAt = performance.now();
      received.answer = JSON.parse(body);
    }
    if (path === 'report') received.report = JSON.parse(body);
    response.writeHead(202).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => received,
    stop: () => server.close(),
  };
}
