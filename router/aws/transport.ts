import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { EarlyConnections } from './early-connections.ts';
import { type Attempt, attemptOf } from './outcome.ts';

/** What one SDK call tells its HTTP requests, and their outcomes. */
export interface CallContext {
  /** Ends its requests. */
  readonly signal: AbortSignal;
  /** Whether a request may be repeated although AWS may have acted on it. */
  readonly repeatable: boolean;
  /** The requests so far, in order; the transport adds them. A request in progress counts as unanswered. */
  readonly attempts: Attempt[];
}

const currentCall = new AsyncLocalStorage<CallContext>();

/**
 * Runs an SDK call whose HTTP requests follow `context`. The SDK's own abort signal, an option of `send`, would switch
 * off its cache of middleware (`cacheMiddleware`), a quarter of a call's time.
 */
export function inCallContext<T>(context: CallContext, call: () => Promise<T>): Promise<T> {
  return currentCall.run(context, call);
}

/**
 * How long an unused connection is kept. AWS closes it after some time (no page says when), and a Lambda function that
 * was frozen between invocations may not notice: the next request then fails.
 */
const MAX_IDLE_MILLISECONDS = 15_000;

/**
 * The same for calls that must not be repeated after such a failure, mainly sends. A send after a pause therefore opens
 * a new connection: two or three round trips to AWS, and a few milliseconds of processor time for TLS.
 */
const MAX_IDLE_UNREPEATABLE_MILLISECONDS = 4_000;

export interface SdkTransportOptions {
  /** Milliseconds. */
  readonly connectionTimeout: number;
  /** The most connections to one host. */
  readonly maxSockets: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The HTTP handler of all SDK clients: its connections outlive clients, and `CallContext` reaches its requests. */
export class SdkTransport extends NodeHttpHandler {
  readonly #agents: readonly HttpAgent[];
  readonly #early: EarlyConnections;
  readonly #idleSince = new WeakMap<Duplex, number>();
  readonly #now: () => number;

  constructor({ connectionTimeout, maxSockets, now }: SdkTransportOptions) {
    const httpAgent = new HttpAgent({ keepAlive: true, maxSockets });
    const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets });
    super({ connectionTimeout, httpAgent, httpsAgent });
    this.#agents = [httpAgent, httpsAgent];
    this.#now = now;
    this.#early = new EarlyConnections(now);
    for (const agent of this.#agents) this.#watch(agent);
  }

  /** Opens a connection for the first request to this host. */
  connectEarly(url: URL): void {
    this.#early.open(url);
  }

  override async handle(...[request, options]: Parameters<NodeHttpHandler['handle']>) {
    const call = currentCall.getStore();
    await this.#closeUnusable(call?.repeatable === false);
    if (call === undefined) return super.handle(request, options);
    const index = call.attempts.push({ phase: 'unanswered' }) - 1;
    try {
      const answer = await super.handle(request, { abortSignal: call.signal, ...options });
      call.attempts[index] = { phase: 'answered', status: answer.response.statusCode };
      return answer;
    } catch (error) {
      call.attempts[index] = attemptOf(error);
      throw error;
    }
  }

  #watch(agent: HttpAgent): void {
    const keep = agent.keepSocketAlive;
    agent.keepSocketAlive = (socket) => {
      this.#idleSince.set(socket, this.#now());
      return keep.call(agent, socket);
    };
    const create = agent.createConnection;
    agent.createConnection = (options, callback) =>
      this.#early.take(String(options.host), Number(options.port)) ?? create.call(agent, options, callback);
  }

  /**
   * Closes free connections that a request should not use. After a freeze, a process may not have read yet that a peer
   * closed its connection: one turn of the event loop reads what has arrived. A connection closed here is removed one
   * turn later.
   */
  async #closeUnusable(forUnrepeatable: boolean): Promise<void> {
    const oldest =
      this.#now() - (forUnrepeatable ? MAX_IDLE_UNREPEATABLE_MILLISECONDS : MAX_IDLE_MILLISECONDS);
    for (let closed = true; closed; ) {
      await eventLoopTurn();
      closed = false;
      for (const socket of this.#freeSockets()) {
        const idleSince = this.#idleSince.get(socket) ?? 0;
        if (socket.readable && socket.writable && idleSince >= oldest) continue;
        socket.destroy();
        closed = true;
      }
    }
  }

  /** A copy, because closing a connection removes it from the agent's lists. */
  #freeSockets(): readonly Duplex[] {
    const sockets: Duplex[] = [];
    for (const { freeSockets } of this.#agents)
      for (const ofHost of Object.values(freeSockets)) if (ofHost !== undefined) sockets.push(...ofHost);
    return sockets;
  }
}
