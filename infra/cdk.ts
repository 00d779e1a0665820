/**
 * `npm run synth|diff|deploy|destroy -- -c stack=… -c name=value …`: the CDK CLI with all its options, for the app in
 * `cdk.json`. The CLI runs in this process, so that no process list shows the temporary password.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { passAsParameter } from './temporary-password.ts';

const { args, password } = passAsParameter(process.argv.slice(2), process.env.API_TEMP_PASSWORD);

// The app reads the password from this variable to check it.
if (password !== undefined) process.env.API_TEMP_PASSWORD = password;
// The pinned version: the latest in the registry is an old build that cannot read this assembly.
process.env.CDK_DISABLE_VERSION_CHECK = '1';
process.env.CDK_DISABLE_CLI_TELEMETRY = 'true';
// The CDK CLI looks for cdk.json in the working directory.
process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const cli = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
process.argv = [process.execPath, cli, ...args];
await import(cli);
