import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleInto } from './assemblies.ts';
import type { StackEvent } from './cloudformation/stack.ts';
import type { Home } from './core/caller.ts';
import { LOCAL_TENANTS, LocalSystem } from './local-system.ts';
import { type Ports, readPorts } from './ports.ts';
import { serveTenantControl } from './tenant-control.ts';
import { welcome } from './welcome.ts';

/** Exit codes as shells give them to a process that a signal ended. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Deploys everything into the local AWS, prints how to use it, and serves until a signal. */
export async function start({ verbose = false }: { readonly verbose?: boolean } = {}): Promise<void> {
  const ports = readPorts(process.env);
  const assemblies = mkdtempSync(join(tmpdir(), 'pinpoint-tenant-router-'));
  process.once('exit', () => rmSync(assemblies, { recursive: true, force: true }));
  // Functions end with this process, however far the deployment has come.
  stopOnSignal(async () => {});
  try {
    const startedAt = Date.now();
    const system = await deployAll(ports, assemblies, verbose);
    stopOnSignal(() => system.stop());
    serveTenantControl(system);
    console.log(welcome(system, Date.now() - startedAt));
  } catch (error) {
    console.error(explain(error, ports));
    process.exit(1);
  }
}

async function deployAll(ports: Ports, assemblies: string, verbose: boolean): Promise<LocalSystem> {
  const assemble = assembleInto(assemblies);
  console.log('Deploying to the AWS on this machine. Nothing leaves it.');
  let resources = 0;
  const system = await LocalSystem.start({
    apiPort: ports.api,
    functionUrlPort: ports.functionUrl,
    port: ports.endpoint,
    log: (line) => console.error(line),
    onEvent(event, home) {
      resources += event.status === 'CREATE_COMPLETE' ? 1 : 0;
      if (verbose || event.status.endsWith('FAILED')) console.log(describe(event, home));
    },
    assemble: async (stackName, context) => {
      const directory = await assemble(stackName, context);
      console.log(`  synthesized  ${stackName} ${context.tenantId ?? ''}`);
      return directory;
    },
  });
  console.log(`  deployed     the management stack to 111111111111 (${resources} resources)`);
  try {
    await Promise.all(
      LOCAL_TENANTS.map(async (tenant) => {
        await system.deployTenant(tenant);
        const { tenantId, accountId, region } = tenant;
        console.log(`  deployed     the tenant stack of ${tenantId} to ${accountId} (${region})`);
      }),
    );
    return system;
  } catch (error) {
    await system.stop();
    throw error;
  }
}

let onSignal: () => Promise<void>;

/** The last `stop` given runs when the process is told to end; a second signal ends it at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  const isFirst = onSignal === undefined;
  onSignal = stop;
  if (!isFirst) return;
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.once(signal, () => {
      console.log('\nStopped.');
      onSignal().finally(() => process.exit(code));
    });
  }
}

function describe({ status, type, logicalId, reason }: StackEvent, { accountId }: Home): string {
  return `    ${accountId}  ${status.padEnd(16)} ${type}  ${logicalId}${reason === undefined ? '' : `: ${reason}`}`;
}

function explain(error: unknown, ports: Ports): string {
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code !== 'EADDRINUSE') return message;
  const [name] =
    Object.entries({
      PORT: ports.api,
      FUNCTION_URL_PORT: ports.functionUrl,
      LOCAL_AWS_PORT: ports.endpoint,
    }).find(([, candidate]) => candidate === port) ?? [];
  return `Port ${port} is in use. Set ${name ?? 'PORT'} to another one, or to 0 for any free port.`;
}
