/**
 * `npm start` as a newcomer meets it: start it on free ports, paste what it prints, make one mistake, stop it.
 * Prints one line a step and leaves nothing running.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const START_LIMIT_SECONDS = 120;
const STOP_LIMIT_SECONDS = 15;

const steps: { name: string; problem?: string }[] = [];
const printed: string[] = [];

const system = spawn('npm', ['start'], {
  env: { ...process.env, PORT: '0', LOCAL_AWS_PORT: '0', FUNCTION_URL_PORT: '0', EXPLORER_PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
  detached: true,
});
const ended = once(system, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;

try {
  await step('start', async () => {
    await Promise.race([
      readUntil('Press Ctrl-C to stop'),
      ended.then(([code]) => Promise.reject(new Error(`npm start ended with ${code}`))),
      delay(START_LIMIT_SECONDS * 1000, undefined, { ref: false }).then(() =>
        Promise.reject(new Error(`npm start was not ready within ${START_LIMIT_SECONDS} s`)),
      ),
    ]);
  });
  await step('paste the printed commands: a text goes out as acme', async () => {
    const answer = await paste(printedCommand('TOKEN='), printedCommand('curl -i'));
    expect(answer, /^HTTP\/1\.1 200 /, /"MessageId":"[^"]+"/);
  });
  await step('the message is listed under the account of acme', async () => {
    const answer = await paste(`curl -s ${addressOf('AWS endpoint')}/_local/messages`);
    expect(answer, /"accountId":\s*"222222222222"/);
  });
  await step('the explorer serves its page, the reference and the phone', async () => {
    const explorer = addressOf('Explorer');
    expect(await paste(`curl -s ${explorer}/`), /<title>Tenant router explorer<\/title>/);
    expect(await paste(`curl -s ${explorer}/openapi.json`), /"\/\{tenantId\}\/SendTextMessage"/);
    expect(await paste(`curl -s ${explorer}/phone/messages`), /"accountId":\s*"222222222222"/);
  });
  await step('an unknown tenant is a clear 404', async () => {
    const mistaken = printedCommand('curl -i').replace('/acme/', '/nobody/');
    expect(await paste(printedCommand('TOKEN='), mistaken), /^HTTP\/1\.1 404 /, /TenantNotFoundException/);
  });
  await step('Ctrl-C stops it and leaves nothing running', async () => {
    process.kill(-Number(system.pid), 'SIGINT');
    await ended;
    for (let waited = 0; isRunning(); waited += 100) {
      if (waited > STOP_LIMIT_SECONDS * 1000) throw new Error('a process is still running');
      await delay(100);
    }
  });
} finally {
  if (isRunning()) process.kill(-Number(system.pid), 'SIGKILL');
}

const failed = steps.filter(({ problem }) => problem !== undefined).length;
console.log(`${steps.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function step(name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
    steps.push({ name });
    console.log(`ok      ${name}`);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    steps.push({ name, problem });
    console.log(`FAILED  ${name}: ${problem}`);
  }
}

/** Whether any process of the group that was started is there. */
function isRunning(): boolean {
  try {
    return process.kill(-Number(system.pid), 0);
  } catch {
    return false;
  }
}

async function readUntil(text: string): Promise<void> {
  for await (const line of createInterface({ input: system.stdout })) {
    printed.push(line);
    if (line.includes(text)) {
      system.stdout.resume();
      return;
    }
  }
}

/** The command that begins so, with its continuation lines. */
function printedCommand(start: string): string {
  const first = printed.findIndex((line) => line.trim().startsWith(start));
  if (first < 0) throw new Error(`npm start printed no command "${start}…"`);
  const last = printed.findIndex((line, index) => index >= first && !line.endsWith('\\'));
  return printed.slice(first, last + 1).join('\n');
}

function addressOf(name: string): string {
  const line = printed.find((candidate) => candidate.trim().startsWith(name));
  const address = /http:\/\/\S+/.exec(line ?? '')?.[0];
  if (address === undefined) throw new Error(`npm start printed no address of "${name}"`);
  return address;
}

async function paste(...commands: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-c', commands.join('\n')], { timeout: 30_000 });
  return stdout;
}

function expect(answer: string, ...patterns: readonly RegExp[]): void {
  for (const pattern of patterns)
    if (!pattern.test(answer)) throw new Error(`expected ${pattern} in: ${answer.slice(0, 400)}`);
}
