/**
 * `npm run test:clients`: what others wrote judges what we wrote. boto3 and the AWS CLI call the local AWS, botocore's
 * service model and moto are held beside it, and cfn-lint reads our templates. Nothing leaves the machine but pip's
 * download; without Python or a registry, one line says so.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import { startBench } from './bench.ts';
import { NoPython, preparePython, runProgram } from './python.ts';
import { sealedEnvironment, startTrap } from './sealed-environment.ts';
import { synthesizeTemplates } from './templates.ts';

const TESTS = fileURLToPath(new URL('./python/', import.meta.url));

let failed = 0;
let passed = 0;

function report(name: string, problem?: string): void {
  if (problem === undefined) passed += 1;
  else failed += 1;
  console.log(problem === undefined ? `ok      ${name}` : `FAILED  ${name}\n${problem}`);
}

async function judge(programs: string): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'pinpoint-tenant-router-clients-'));
  const trap = await startTrap();
  const aws = await startBench();
  try {
    const templates = synthesizeTemplates(join(home, 'templates'));
    const credentials = LOCAL_ACCOUNTS.management;
    const sealed = sealedEnvironment({ endpointUrl: aws.url, credentials, trapUrl: trap.url, home });
    const env = { ...sealed, PROGRAMS: programs, TEMPLATES: templates };
    for (const file of readdirSync(TESTS).filter((name) => name.startsWith('test_'))) {
      const began = Date.now();
      const module = file.replace(/\.py$/, '');
      const python = join(programs, 'python');
      const { code, output } = await runProgram(python, ['-m', 'unittest', module], { cwd: TESTS, env });
      const [, count = '0'] = /^Ran (\d+) test/m.exec(output) ?? [];
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      report(
        `${module}: ${count} tests in ${seconds} s`,
        code === 0 && count !== '0' ? undefined : output.trim(),
      );
    }
    report('no client asked for an address beyond loopback', trap.asked.join('\n') || undefined);
  } finally {
    await aws.stop();
    trap.close();
    rmSync(home, { recursive: true });
  }
}

try {
  await judge(await preparePython());
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  if (!(error instanceof NoPython)) throw error;
  console.log(`Skipped: ${error.message}. The rest needs Node and npm alone.`);
  console.log('0 passed, 0 failed, 1 skipped');
}
