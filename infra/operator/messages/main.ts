/** `npm run messages -- <command>`: see command.ts. */
import { processTerminal } from '../process-terminal.ts';
import { runMessages } from './command.ts';

process.exitCode = await runMessages(process.argv.slice(2), process.env, processTerminal());
