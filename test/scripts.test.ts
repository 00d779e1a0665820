import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { scripts } from '../package.json' with { type: 'json' };

/** Commands that are not programs of this repository. */
const TOOLS = ['format', 'lint', 'typecheck'];

describe('npm run', () => {
  it.each(Object.entries(scripts).filter(([name]) => !TOOLS.includes(name)))(
    '%s goes through run.cjs, which refuses an old Node and keeps the SDK from warning of this one',
    (_name, command) => {
      expect(command).toMatch(/^node (--expose-gc )?run\.cjs\b/);
    },
  );

  // What these say without a system is enough: how, does not depend on what.
  it.concurrent.each([
    ['local', ['tenants']],
    ['local-aws', ['--help']],
    ['dev', []],
    ['tenants', ['list', '--local']],
    ['messages', ['status', 'acme', 'm-1', '--local']],
    ['verify', ['acme', '--local']],
  ] as const)('%s %j writes plain text into a pipe: no colours, no warnings', async (name, argv) => {
    const text = await printed(scripts[name], argv);
    expect(text).toMatch(/\w{3}/);
    expect(text).not.toContain('\u001b');
    expect(text).not.toMatch(/\(node:\d+\)|Warning/);
  });

  it.concurrent.each([
    ['openapi', [], 'stdout'],
    ['local-aws', ['--help'], 'stdout'],
    ['synth', ['--help'], 'stdout'],
    ['tenants', ['--help'], 'stdout'],
    ['messages', ['status', 'acme', 'm-1', '--local'], 'stderr'],
  ] as const)('%s %j ends quietly when nobody reads its %s', async (name, argv, closed) => {
    expect(await withoutReader(scripts[name], argv, closed)).toEqual({ said: '', signal: null });
  });
});

const { PATH, HOME } = process.env;
/** An environment that knows nothing of test runners, and where there is no local AWS. */
const ENVIRONMENT = { PATH, HOME, LOCAL_AWS_PORT: '1' };

/** What it writes to standard error, unless that is closed, and what ended it. */
async function withoutReader(command: string, argv: readonly string[], closed: 'stdout' | 'stderr') {
  const [, ...script] = command.split(' ');
  const program = spawn(process.execPath, [...script, ...argv], {
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  program.stderr.on('data', (chunk) => {
    said += chunk;
  });
  program[closed].destroy();
  if (closed === 'stderr') program.stdout.resume();
  const signal = await new Promise((resolve) => program.once('close', (_code, name) => resolve(name)));
  return { said, signal };
}

/** On both outputs, however the command ends. */
async function printed(command: string, argv: readonly string[]): Promise<string> {
  const [, ...script] = command.split(' ');
  const run = promisify(execFile)(process.execPath, [...script, ...argv], { env: ENVIRONMENT });
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  return stdout + stderr;
}
