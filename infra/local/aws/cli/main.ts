/** `npm run local-aws`: starts a local AWS with empty accounts, and deploys into it. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { deploy } from './deploy.ts';
import { start } from './start.ts';

const program = new Command('npm run local-aws --')
  .description('A local AWS, without the tenant router. Nothing leaves the machine.')
  .exitOverride();

const port = (flags: string, description: string, variable: string, fallback: number) =>
  new Option(flags, description).env(variable).default(fallback).argParser(parsePort);

program
  .command('start', { isDefault: true })
  .description('start a local AWS with empty accounts, and serve it until Ctrl-C')
  .option('--account <account...>', 'an account, or <id>:<region>; may be given several times', [
    '111111111111:us-east-1',
  ])
  .addOption(port('--port <port>', 'the port of all services', 'LOCAL_AWS_PORT', 4566))
  .addOption(port('--api-port <port>', 'the port of the first REST API that is deployed', 'PORT', 8787))
  .addOption(
    port('--function-url-port <port>', 'the port of the first function URL', 'FUNCTION_URL_PORT', 8788),
  )
  .action(start);

program
  .command('deploy <assembly>')
  .description('deploy the output of cdk synth, such as cdk.out, into the running local AWS')
  .option('--stack <name>', 'one stack of the assembly (default: all)')
  .option('--account <id>', "the account (default: the assembly's, or the only one)")
  .option('--region <region>', "the Region (default: the assembly's, or the account's)")
  .option('--parameter <pair...>', 'a parameter of the template, name=value')
  .addOption(port('--port <port>', 'the port of the local AWS', 'LOCAL_AWS_PORT', 4566))
  .action(deploy);

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
}

/** 2: the arguments are wrong, which commander has said; 1: the command failed. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  console.error(error instanceof Error ? error.message : String(error));
  return 1;
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
