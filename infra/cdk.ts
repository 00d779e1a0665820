/**
 * `npm run synth|diff|deploy|destroy -- -c stack=… -c name=value …`: the CDK CLI of this repository with all its options,
 * for the app that `cdk.json` names. The CLI runs in this process, so that no process list shows the temporary password.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { passAsParameter } from './temporary-password.ts';

const { args, password } = passAsParameter(process.argv.slice(2), process.env.API_TEMP_PASSWORD);

// The app takes it from there, to check it.
if (password !== undefined) process.env.API_TEMP_PASSWORD = password;
// The version is pinned: the registry's latest is an old build that cannot read this assembly.
process.env.CDK_DISABLE_VERSION_CHECK = '1';
process.env.CDK_DISABLE_CLI_TELEMETRY = 'true';
// Where cdk.json is.
process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const cli = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
process.argv = [process.execPath, cli, ...args];
await import(cli);
