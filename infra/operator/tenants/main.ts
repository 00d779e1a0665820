/** `npm run tenants -- <command>`: see command.ts. */
import { createInterface } from 'node:readline/promises';
import { runTenants } from './command.ts';

async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await reader.question(question);
  } finally {
    reader.close();
  }
}

process.exitCode = await runTenants(process.argv.slice(2), process.env, {
  print: (line) => console.log(line),
  printError: (line) => console.error(line),
  columns: process.stdout.columns ?? 120,
  ...(process.stdin.isTTY && { ask }),
});
