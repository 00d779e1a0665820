import { execFile } from 'node:child_process';
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
});

/** On both outputs, however the command ends; in an environment that knows nothing of test runners. */
async function printed(command: string, argv: readonly string[]): Promise<string> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, LOCAL_AWS_PORT: '1' };
  const [, ...script] = command.split(' ');
  const run = promisify(execFile)(process.execPath, [...script, ...argv], { env });
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  return stdout + stderr;
}
