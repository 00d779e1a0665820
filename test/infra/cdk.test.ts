import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { TENANT_STACK_NAME } from '../../registrar/contract/names.ts';
import { synthesizeTenant, TENANT_CONTEXT } from './templates/resolved-stack.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(REPOSITORY, 'node_modules', 'aws-cdk', 'bin', 'cdk');

const scratch = mkdtempSync(join(tmpdir(), 'plain-cdk-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Starts Node without credentials, as seen from a directory that is not the repository. */
function startNode(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return spawn(process.execPath, args, {
    cwd: scratch,
    env: { PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', ...env },
  });
}

async function ended(child: ReturnType<typeof startNode>) {
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout, stderr, exitCode };
}

/** The commands of `npm run synth` and its like. */
function npmRun(args: readonly string[], env?: Readonly<Record<string, string>>) {
  return startNode([join(REPOSITORY, 'run.cjs'), 'infra/cdk.ts', ...args], env);
}

describe('the CDK CLI', { timeout: 120_000 }, () => {
  it('makes the same template as this process, with context from a file', async () => {
    const settings = JSON.parse(readFileSync(join(REPOSITORY, 'cdk.json'), 'utf8')) as { app: string };
    const app = settings.app.replace('run.cjs', join(REPOSITORY, 'run.cjs'));
    const context = {
      ...TENANT_CONTEXT,
      managementAccountId: 111111111111,
      organizationId: 'of the other stack',
    };
    writeFileSync(join(scratch, 'cdk.json'), JSON.stringify({ ...settings, app, context }));
    const outdir = join(scratch, 'assembly');
    const { exitCode } = await ended(
      startNode([CLI, 'synth', '-q', '-o', outdir, '-c', `stack=${TENANT_STACK_NAME}`]),
    );
    expect(exitCode).toBe(0);
    const template = readFileSync(join(outdir, `${TENANT_STACK_NAME}.template.json`), 'utf8');
    expect(template).toBe((await synthesizeTenant()).text);
  });

  it('says all that is wrong with the context, and fails', async () => {
    const { stdout, stderr, exitCode } = await ended(npmRun(['synth', '-c', `stack=${TENANT_STACK_NAME}`]));
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    // The problems with their headline, and the CLI's own message.
    expect(stderr.trimEnd().split('\n')).toHaveLength(6);
  });

  it('asks for the stack when none is named, and shows the temporary password in no process list', async () => {
    const child = npmRun(['deploy'], { API_TEMP_PASSWORD: 'Abcdefg1!' });
    const result = ended(child);
    const seen = new Set<string>();
    const look = setInterval(() => {
      for (const command of commandLines()) seen.add(command);
    }, 20);
    const { stderr, exitCode } = await result.finally(() => clearInterval(look));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('-c stack=PinpointManagementAccountStack');
    if (process.platform !== 'linux') return;
    expect([...seen].filter((command) => command.includes(' infra/main.ts'))).not.toEqual([]);
    expect([...seen].filter((command) => command.includes('Abcdefg1!'))).toEqual([]);
  });
});

/** The arguments of every process of this machine, as `ps` shows them. */
function commandLines(): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    });
}
