import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Home } from '@pinpoint-tenant-router/local-aws/accounts';
import type { StackEvent } from '@pinpoint-tenant-router/local-aws/templates';
import { assembleInto } from './assemblies.ts';
import { exploreLocalSystem } from './explore.ts';
import { LOCAL_TENANTS, LocalSystem } from './local-system.ts';
import { assertFree, type Ports, readPorts } from './ports.ts';
import { serveTenantControl } from './tenant-control.ts';
import { welcome } from './welcome.ts';

/** Exit codes as shells give them to a process that a signal ended. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Begins the name of a workspace in the temporary directory; the process's id follows. */
const WORKSPACE = 'pinpoint-tenant-router-';

/** Deploys everything into the local AWS, prints how to use it, and serves until a signal. */
export async function start({ verbose = false }: { readonly verbose?: boolean } = {}): Promise<void> {
  const ports = readPorts(process.env);
  removeLeftovers();
  const workspace = mkdtempSync(join(tmpdir(), `${WORKSPACE}${process.pid}-`));
  process.once('exit', () => remove(workspace));
  // The functions' code goes there too, so that nothing stays behind, however far a deployment has come.
  process.env.TMPDIR = workspace;
  stopOnSignal(async () => {});
  try {
    const startedAt = Date.now();
    await assertFree(ports);
    const system = await deployAll(ports, workspace, verbose);
    serveTenantControl(system);
    const explorer = await exploreLocalSystem(system, ports.explorer);
    stopOnSignal(() => Promise.all([explorer.stop(), system.stop()]));
    console.log(welcome(system, explorer.url, Date.now() - startedAt));
  } catch (error) {
    // Ctrl-C also ends esbuild, whose failure comes first when the signal finds this process busy.
    await delay(100);
    // What is stopped half-way fails; nobody needs to be told.
    if (isStopping) return;
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

async function deployAll(ports: Ports, workspace: string, verbose: boolean): Promise<LocalSystem> {
  const assemble = assembleInto(workspace);
  console.log('Deploying to the AWS on this machine. Nothing leaves it.');
  let resources = 0;
  const system = await LocalSystem.listen({
    apiPort: ports.api,
    functionUrlPort: ports.functionUrl,
    port: ports.endpoint,
    log: (line) => console.error(line),
    onEvent(event, home) {
      if (isStopping) return;
      resources += event.status === 'CREATE_COMPLETE' ? 1 : 0;
      if (verbose || event.status.endsWith('FAILED')) console.log(describe(event, home));
    },
    assemble: async (stackName, context) => {
      const directory = await assemble(stackName, context);
      console.log(`  synthesized  ${stackName} ${context.tenantId ?? ''}`.trimEnd());
      return directory;
    },
  });
  stopOnSignal(() => system.stop());
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
    await system.bindTenantClient();
    return system;
  } catch (error) {
    await system.stop();
    throw error;
  }
}

let onSignal: () => Promise<unknown>;
let isStopping = false;

/** The last `stop` given runs when the process is told to end; a second signal ends it at once. */
function stopOnSignal(stop: () => Promise<unknown>): void {
  const isFirst = onSignal === undefined;
  onSignal = stop;
  if (!isFirst) return;
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.once(signal, () => {
      isStopping = true;
      console.log('\nStopped.');
      onSignal().finally(() => process.exit(code));
    });
  }
}

/** A start that was killed could not clean up: the next one does. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(WORKSPACE) ? /^(\d+)-/.exec(name.slice(WORKSPACE.length))?.[1] : undefined;
    if (pid !== undefined && !isRunning(Number(pid))) remove(join(tmpdir(), name));
  }
}

/** @returns true, too, for a process of somebody else that has the id by now */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** At exit nothing new is begun, but a file that the thread pool has in hand may still come to be. */
function remove(directory: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 1; attempt <= 50; attempt += 1) {
    try {
      rmSync(directory, { recursive: true, force: true });
      return;
    } catch {
      Atomics.wait(pause, 0, 0, 20);
    }
  }
}

function describe({ status, type, logicalId, reason }: StackEvent, { accountId }: Home): string {
  return `    ${accountId}  ${status.padEnd(16)} ${type}  ${logicalId}${reason === undefined ? '' : `: ${reason}`}`;
}
