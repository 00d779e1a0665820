import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MANAGEMENT_STACK_NAME } from '../registrar/contract/names.ts';
import { type CommandLine, cliArguments, parseCommandLine } from './cdk-command.ts';
import { parseStackConfig } from './config.ts';
import { type Context, ContextError } from './context/read-context.ts';

/**
 * `npm run synth|diff|deploy|destroy -- -c stack=… -c name=value …`: checks the context, synthesizes in this process,
 * and hands the assembly and all other arguments to the CDK CLI of this repository.
 */
async function main(): Promise<number> {
  const line = parseCommandLine(process.argv.slice(2));
  const context = withPassword(line);
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  parseStackConfig(line.stackName, context, region);
  // cdk-nag reads every property, and would have the construct library warn of those that nobody uses.
  process.env.JSII_DEPRECATED ??= 'quiet';
  // Large, and not needed to refuse what is wrong.
  const { synthesize } = await import('./app.ts');
  const assembly = fileURLToPath(new URL(`../cdk.out/${line.stackName}`, import.meta.url));
  rmSync(assembly, { recursive: true, force: true });
  synthesize(line.stackName, context, assembly, { ...(region !== undefined && { region }) });
  return runCli(cliArguments({ ...line, context }, assembly));
}

/** npm prints the arguments of the commands it runs, so there is a way around them: the variable API_TEMP_PASSWORD. */
function withPassword({ stackName, context }: CommandLine): Context {
  const { API_TEMP_PASSWORD } = process.env;
  if (stackName !== MANAGEMENT_STACK_NAME || API_TEMP_PASSWORD === undefined) return context;
  return { apiTempPassword: API_TEMP_PASSWORD, ...context };
}

/** The exit code of the CDK CLI, which shares this terminal. */
function runCli(args: readonly string[]): Promise<number> {
  const cli = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  const child = spawn(process.execPath, [cli, ...args], {
    stdio: 'inherit',
    // The version is pinned: the registry's latest is an old build that cannot read this assembly.
    env: { ...process.env, CDK_DISABLE_VERSION_CHECK: '1', CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
  // Ctrl-C reaches the CLI as well, which decides what it means.
  process.on('SIGINT', () => {});
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof ContextError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
