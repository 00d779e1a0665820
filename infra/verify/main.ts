/** `npm run verify -- <tenant>`: see command.ts. */
import { runVerify } from './command.ts';

process.exitCode = await runVerify(process.argv.slice(2), process.env, {
  print: (line) => console.log(line),
  printError: (line) => console.error(line),
  columns: process.stdout.columns ?? 120,
});
