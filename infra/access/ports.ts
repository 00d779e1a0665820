import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { ConfigError } from '../../registrar/runtime/environment.ts';

/** The ports of the local system; 0 takes any free port. */
export interface Ports {
  readonly api: number;
  readonly functionUrl: number;
  readonly endpoint: number;
  readonly explorer: number;
}

const VARIABLES = {
  api: 'PORT',
  functionUrl: 'FUNCTION_URL_PORT',
  endpoint: 'LOCAL_AWS_PORT',
  explorer: 'EXPLORER_PORT',
} as const satisfies Record<keyof Ports, string>;

/** The default port of the local AWS. */
export const DEFAULT_ENDPOINT_PORT = 4566;

/** What every command tells when there is no local system at `origin`. */
export function noLocalSystem(origin: string): string {
  return `No local system answers at ${origin}. Run npm start first; if it listens on another port, set LOCAL_AWS_PORT.`;
}

/** @throws ConfigError that names every variable whose value is not a port */
export function readPorts(environment: Readonly<Record<string, string | undefined>>): Ports {
  const problems: string[] = [];
  const port = (name: string, fallback: number): number => {
    const text = environment[name];
    if (text === undefined || text === '') return fallback;
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
    problems.push(`${name} is "${text}", but must be a port: a whole number from 0 to 65535.`);
    return fallback;
  };
  const ports = {
    api: port(VARIABLES.api, 8787),
    functionUrl: port(VARIABLES.functionUrl, 8788),
    endpoint: port(VARIABLES.endpoint, DEFAULT_ENDPOINT_PORT),
    explorer: port(VARIABLES.explorer, 8789),
  };
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return ports;
}

/**
 * Listens on all ports for a moment. Without this check, a deployment would find a port in use half-way and roll back.
 *
 * @throws Error that names the variable whose port is in use (by another of these ports, too) or cannot be listened on
 */
export async function assertFree(ports: Ports): Promise<void> {
  const taken: Server[] = [];
  try {
    for (const name of ['endpoint', 'api', 'functionUrl', 'explorer'] as const)
      taken.push(await take(VARIABLES[name], ports[name]));
  } finally {
    await Promise.all(taken.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

async function take(name: string, port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const trouble = code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${code})`;
    throw new Error(`Port ${port} ${trouble}. Set ${name} to another one, or to 0 for any free port.`);
  }
}
