/** `npm run dev`: the router on this machine against real accounts, and the explorer in front of it. */
import { ConfigError } from '../../registrar/runtime/environment.ts';
import { serveDevRouter } from '../../router/dev/serve.ts';
import { readPorts } from '../access/ports.ts';
import { serveExplorer } from './explorer/explorer.ts';
import { makeReference } from './explorer/reference.ts';

async function main(): Promise<void> {
  const router = await serveDevRouter();
  const { explorer: port } = readPorts(process.env);
  const apiUrl = router.url;
  const explorer = await serveExplorer({
    port,
    apiUrl,
    makeReference: (signal) => makeReference(apiUrl, signal),
  });
  console.log(`The router listens on ${apiUrl}. Ctrl-C stops it.`);
  console.log(`In a browser: ${explorer.url}`);
  await new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await Promise.all([explorer.stop(), router.stop()]);
  console.log('The router has stopped.');
}

main().then(
  // Open connections to AWS must not keep the process alive.
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exit(1);
  },
);
