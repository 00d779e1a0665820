import { setTimeout as delay } from 'node:timers/promises';
import type { Home } from '@pinpoint-tenant-router/local-aws/accounts';
import type { StackEvent } from '@pinpoint-tenant-router/local-aws/templates';
import { assertFree, type Ports, readPorts } from '../../access/ports.ts';
import { exploreLocalSystem } from '../explorer/local-explorer.ts';
import { assembleInto } from '../system/assemblies.ts';
import { LOCAL_TENANTS, LocalSystem } from '../system/local-system.ts';
import { serveTenantControl } from '../system/tenant-control.ts';
import { bindTenantClient } from '../system/tenants-table.ts';
import { Shutdown } from './shutdown.ts';
import { welcome } from './welcome.ts';
import { openWorkspace } from './workspace.ts';

interface StartOptions {
  /** Prints each resource that is made. */
  readonly verbose?: boolean;
}

/** Deploys everything into the local AWS, prints how to use it, and serves until a signal. */
export async function start({ verbose = false }: StartOptions = {}): Promise<void> {
  const ports = readPorts(process.env);
  const workspace = openWorkspace();
  const shutdown = new Shutdown();
  try {
    const startedAt = Date.now();
    await assertFree(ports);
    const system = await deployAll(ports, workspace, verbose, shutdown);
    serveTenantControl(system);
    const explorer = await exploreLocalSystem(system, ports.explorer);
    shutdown.willStop(() => Promise.all([explorer.stop(), system.stop()]));
    console.log(welcome(system, explorer.url, Date.now() - startedAt));
  } catch (error) {
    // Ctrl-C also ends esbuild, whose failure may arrive before this process has handled the signal.
    await delay(100);
    // A start that a signal stops half-way fails; the user need not see that failure.
    if (shutdown.hasBegun) return;
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

async function deployAll(
  ports: Ports,
  workspace: string,
  verbose: boolean,
  shutdown: Shutdown,
): Promise<LocalSystem> {
  const assemble = assembleInto(workspace);
  console.log('Deploying to the AWS on this machine. Nothing leaves it.');
  let resources = 0;
  const system = await LocalSystem.listen({
    apiPort: ports.api,
    functionUrlPort: ports.functionUrl,
    port: ports.endpoint,
    log: (line) => console.error(line),
    onEvent(event, home) {
      if (shutdown.hasBegun) return;
      resources += event.status === 'CREATE_COMPLETE' ? 1 : 0;
      if (verbose || event.status.endsWith('FAILED')) console.log(describe(event, home));
    },
    assemble: async (stackName, context) => {
      const directory = await assemble(stackName, context);
      console.log(`  synthesized  ${stackName} ${context.tenantId ?? ''}`.trimEnd());
      return directory;
    },
  });
  shutdown.willStop(() => system.stop());
  try {
    await system.deployManagement();
    console.log(`  deployed     the management stack to 111111111111 (${resources} resources)`);
    await Promise.all(
      LOCAL_TENANTS.map(async (tenant) => {
        await system.deployTenant(tenant);
        const { tenantId, accountId, region } = tenant;
        console.log(`  deployed     the tenant stack of ${tenantId} to ${accountId} (${region})`);
      }),
    );
    await bindTenantClient(system);
    return system;
  } catch (error) {
    await system.stop();
    throw error;
  }
}

function describe({ status, type, logicalId, reason }: StackEvent, { accountId }: Home): string {
  return `    ${accountId}  ${status.padEnd(16)} ${type}  ${logicalId}${reason === undefined ? '' : `: ${reason}`}`;
}
