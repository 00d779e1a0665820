import { Command, CommanderError } from 'commander';
import { isTenantId } from '../../registrar/contract/tenant-id.ts';
import { explainError } from '../access/explain-error.ts';
import { localAddresses } from '../access/local-access.ts';
import type { Terminal } from '../access/terminal.ts';
import { UsageError } from '../access/usage-error.ts';
import { whoAmI } from '../access/who-am-i.ts';
import { localDeployment } from './deployment/local-deployment.ts';
import { type RealDeploymentOptions, realDeployment } from './deployment/real-deployment.ts';
import type { Deployment } from './deployment.ts';
import { Findings } from './findings.ts';
import { HOPS } from './hops.ts';
import { progressLine, summary } from './report.ts';
import { runChecks } from './run-checks.ts';

/** Exit codes: nothing is broken; something is; the command could not start. */
export type ExitCode = 0 | 1 | 2;

interface Options extends RealDeploymentOptions {
  readonly local?: boolean;
}

/**
 * `npm run verify -- <tenant>`: checks a deployed system hop by hop and names the broken hop.
 *
 * @param argv the arguments after `npm run verify --`
 * @param environment for the ports of the local system
 */
export async function runVerify(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<ExitCode> {
  try {
    const { tenantId, options } = parseArguments(argv, terminal);
    const deployment = await deploymentOf(options, environment);
    terminal.print(`As ${await whoAmI(deployment.management, options.local === true)}:`);
    return await verify(tenantId, deployment, terminal);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.printError(error instanceof UsageError ? error.message : explainError(error));
    return 2;
  }
}

/** Checks the way for one tenant and prints the result of each hop. */
export async function verify(
  tenantId: string,
  deployment: Deployment,
  { print, columns }: Terminal,
): Promise<ExitCode> {
  const context = { tenantId, deployment, findings: new Findings() };
  const results = await runChecks(HOPS, context, (result) => print(progressLine(result)));
  print(`\n${summary(results, columns)}`);
  return results.some(({ outcome }) => outcome === 'broken') ? 1 : 0;
}

function parseArguments(argv: readonly string[], { print, printError }: Terminal) {
  const program = new Command('npm run verify --')
    .description(
      'Follows a request and a message through the deployed system, hop by hop, and names the broken hop.',
    )
    .argument('<tenantId>', 'a deployed tenant; one text is sent from its account to a simulator destination')
    .option('--local', 'check the system that npm start runs')
    .option('--profile <name>', "AWS profile of the management account (default: the shell's credentials)")
    .option('--region <region>', "the management stack's Region (default: the shell's or the profile's)")
    .option('--tenant-profile <name>', "AWS profile of the tenant's account; some hops need it")
    .option('--url-caller-role-arn <arn>', 'a role of functionUrlCallerArns that you may assume')
    .addHelpText(
      'after',
      '\nWith --local, PORT (8787) and LOCAL_AWS_PORT (4566) set the ports of the local system.\nExit codes: 0 nothing is broken, 1 something is, 2 could not start.',
    )
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => printError(text.trimEnd()),
    })
    .exitOverride()
    .parse(argv, { from: 'user' });
  const [tenantId = ''] = program.args;
  if (!isTenantId(tenantId))
    throw new UsageError('The tenantId must be 2 to 64 letters, digits, ".", "_", "-".');
  return { tenantId, options: program.opts<Options>() };
}

async function deploymentOf(
  options: Options,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Deployment> {
  if (options.local !== true) return await realDeployment(options);
  const { profile, region, tenantProfile, urlCallerRoleArn } = options;
  if ([profile, region, tenantProfile].some((option) => option !== undefined))
    throw new UsageError(
      '--local has fixed keys and Regions, so --profile, --region and --tenant-profile cannot be given with it.',
    );
  const deployment = localDeployment(localAddresses(environment));
  return { ...deployment, ...(urlCallerRoleArn !== undefined && { urlCallerRoleArn }) };
}
