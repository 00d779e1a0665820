import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { InstantAws } from '../instant-aws.ts';
import { startInstantAws } from '../instant-aws.ts';

let aws: InstantAws;
let child: ChildProcessByStdio<Writable, Readable, null>;
let answers: Interface;

beforeEach(async () => {
  aws = await startInstantAws();
  const argv = ['--import', 'tsx', 'test/router/aws/freezable-function.ts', aws.url];
  child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'ignore'] });
  answers = createInterface({ input: child.stdout });
});

afterEach(async () => {
  child.kill('SIGKILL');
  await aws.stop();
});

/**
 * Of the two things that a function finds when it thaws, the invocation comes first here, and what AWS said of the
 * connection second: that is the order in which a request would go out on a connection that is closed.
 */
it('a send after a freeze is sent exactly once, although AWS has closed the connections meanwhile', async () => {
  expect(await send()).toBe('200');
  for (let round = 1; round <= 5; round += 1) {
    child.kill('SIGSTOP');
    await isStopped();
    const answer = send();
    await aws.closeIdleConnections();
    child.kill('SIGCONT');
    expect(await answer).toBe('200');
    expect(aws.calls.filter((call) => call === 'sms-voice:SendTextMessage')).toHaveLength(1 + round);
  }
});

async function send(): Promise<string> {
  const answer = once(answers, 'line');
  child.stdin.write('send\n');
  const [status] = await answer;
  return status;
}

async function isStopped(): Promise<void> {
  for (;;) {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'state=', '-p', `${child.pid}`]);
    if (stdout.trim().startsWith('T')) return;
    await sleep(5);
  }
}
