import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';

it.each([
  ['deploy', 'deployment'],
  ['destroy', 'destruction'],
])('npm run local -- %s says after Ctrl-C that the running system goes on', async (command, work) => {
  // A system that is at work for as long as the test takes.
  const system = createServer(() => {}).listen(0, '127.0.0.1');
  await once(system, 'listening');
  const { port } = system.address() as AddressInfo;
  const env = { ...process.env, LOCAL_AWS_PORT: String(port) };
  const child = spawn(process.execPath, ['run.cjs', 'infra/local/cli.ts', command, 'initech'], { env });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  await once(system, 'request');
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([130, null]);
  expect(errors).toBe(
    `The running system goes on with the ${work}; npm run local -- tenants shows the outcome.\n`,
  );
  system.closeAllConnections();
  system.close();
});
