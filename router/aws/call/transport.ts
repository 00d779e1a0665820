import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const currentSignal = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs an SDK call whose HTTP requests end when `signal` aborts. The SDK's own way, an option of `send`, switches
 * off its cache of middleware (`cacheMiddleware`), a quarter of what a call costs.
 */
export function abortableBy<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  return currentSignal.run(signal, call);
}

/**
 * How long an unused connection is kept. AWS closes them after a while, and a Lambda function, frozen between its
 * invocations, does not notice: the next request fails on it, and a send must not be repeated after such a failure.
 */
const MAX_IDLE_MILLISECONDS = 15_000;

export interface SdkTransportOptions {
  /** Milliseconds. */
  readonly connectionTimeout: number;
  /** Connections to one host, at most. */
  readonly maxSockets: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The one HTTP handler of all SDK clients: its connections outlive clients, and `abortableBy` reaches its requests. */
export class SdkTransport extends NodeHttpHandler {
  readonly #agents: readonly HttpAgent[];
  readonly #idleSince = new WeakMap<Duplex, number>();
  readonly #now: () => number;

  constructor({ connectionTimeout, maxSockets, now }: SdkTransportOptions) {
    const httpAgent = new HttpAgent({ keepAlive: true, maxSockets });
    const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets });
    super({ connectionTimeout, httpAgent, httpsAgent });
    this.#agents = [httpAgent, httpsAgent];
    this.#now = now;
    for (const agent of this.#agents) this.#watch(agent);
  }

  override handle(...[request, options]: Parameters<NodeHttpHandler['handle']>) {
    this.#closeIdle();
    return super.handle(request, { abortSignal: currentSignal.getStore(), ...options });
  }

  #watch(agent: HttpAgent): void {
    const keep = agent.keepSocketAlive;
    agent.keepSocketAlive = (socket) => {
      this.#idleSince.set(socket, this.#now());
      return keep.call(agent, socket);
    };
  }

  #closeIdle(): void {
    const oldest = this.#now() - MAX_IDLE_MILLISECONDS;
    for (const { freeSockets } of this.#agents) {
      for (const socket of Object.values(freeSockets).flat()) {
        if (socket !== undefined && (this.#idleSince.get(socket) ?? 0) < oldest) socket.destroy();
      }
    }
  }
}
