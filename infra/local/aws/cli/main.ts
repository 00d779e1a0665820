/** `npm run local-aws`: an AWS with empty accounts on this machine, and a way to deploy into it. */
import { Command, Option } from 'commander';
import { deploy } from './deploy.ts';
import { start } from './start.ts';

const program = new Command('npm run local-aws --').description(
  'An AWS on this machine, without the tenant router. Nothing leaves the machine.',
);

const port = (flags: string, description: string, variable: string, fallback: number) =>
  new Option(flags, description).env(variable).default(fallback).argParser(parsePort);

program
  .command('start', { isDefault: true })
  .description('start an AWS with empty accounts, and serve it until Ctrl-C')
  .option('--account <account...>', 'an account, or <id>:<region>; may be given several times', [
    '111111111111:us-east-1',
  ])
  .addOption(port('--port <port>', 'of all services', 'LOCAL_AWS_PORT', 4566))
  .addOption(port('--api-port <port>', 'of the first REST API that is deployed', 'PORT', 8787))
  .addOption(port('--function-url-port <port>', 'of the first function URL', 'FUNCTION_URL_PORT', 8788))
  .action(start);

program
  .command('deploy <assembly>')
  .description('deploy what cdk synth wrote, such as cdk.out, into the AWS that runs')
  .option('--stack <name>', 'one stack of the assembly (default: all)')
  .option('--account <id>', 'the account (default: what the assembly says, or the only one)')
  .option('--region <region>', "the Region (default: what the assembly says, or the account's)")
  .option('--parameter <pair...>', "name=value of the template's parameters")
  .addOption(port('--port <port>', 'where the AWS listens', 'LOCAL_AWS_PORT', 4566))
  .action(deploy);

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error(`"${text}" must be a port: a whole number from 0 to 65535.`);
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
