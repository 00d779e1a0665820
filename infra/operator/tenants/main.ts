/** `npm run tenants -- <command>`: see command.ts. */
import { processTerminal } from '../process-terminal.ts';
import { runTenants } from './command.ts';

process.exitCode = await runTenants(process.argv.slice(2), process.env, processTerminal());
