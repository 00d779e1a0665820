import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { ConfigError } from '../../registrar/runtime/environment.ts';

/** Where the local system listens; 0 takes any free port. */
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

/** Where the AWS of `npm start` listens, unless told otherwise. */
export const DEFAULT_ENDPOINT_PORT = 4566;

/** @throws ConfigError naming every variable that holds no port. */
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
 * Takes all ports for a moment: a deployment that finds one in use half-way costs seconds and ends in a roll-back.
 *
 * @throws Error naming the variable whose port is in use, by another one of them for example, or cannot be had
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
