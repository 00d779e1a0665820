import { AsyncLocalStorage } from 'node:async_hooks';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const currentSignal = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs an SDK call whose HTTP requests end when `signal` aborts. The SDK's own way, an option of `send`, switches
 * off its cache of middleware (`cacheMiddleware`), a quarter of what a call costs.
 */
export function abortableBy<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  return currentSignal.run(signal, call);
}

/** The one HTTP handler of all SDK clients: its connections outlive clients, and `abortableBy` reaches its requests. */
export class RequestHandler extends NodeHttpHandler {
  override handle(...[request, options]: Parameters<NodeHttpHandler['handle']>) {
    return super.handle(request, { abortSignal: currentSignal.getStore(), ...options });
  }
}
