import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TENANT_STACK_NAME } from '../../registrar/contract/names.ts';
import { TENANT_CONTEXT } from './resolved-stack.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** Runs what `npm run synth` and its like run, without credentials and from another directory. */
async function run(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const tsx = fileURLToPath(import.meta.resolve('tsx/cli'));
  const child = spawn(process.execPath, [tsx, `${REPOSITORY}${script}`, ...args], {
    cwd: '/',
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env },
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout, stderr, exitCode };
}

const contextArguments = Object.entries({ stack: TENANT_STACK_NAME, ...TENANT_CONTEXT }).flatMap(
  ([name, value]) => ['-c', `${name}=${value}`],
);

describe('npm run synth', { timeout: 120_000 }, () => {
  it('prints the template, without an AWS account', async () => {
    const { stdout, exitCode } = await run('infra/cdk.ts', ['synth', ...contextArguments]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Type: AWS::SMSVOICE::ConfigurationSet');
  });

  it('says all that is wrong with the context, and nothing else, and fails', async () => {
    const { stdout, stderr, exitCode } = await run('infra/cdk.ts', [
      'synth',
      '-c',
      `stack=${TENANT_STACK_NAME}`,
    ]);
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n')).toHaveLength(5);
  });

  it('asks for the stack when none is named', async () => {
    const { stderr, exitCode } = await run('infra/cdk.ts', ['deploy']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('-c stack=PinpointManagementAccountStack');
  });
});
