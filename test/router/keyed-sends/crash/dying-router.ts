import { createHook } from 'node:async_hooks';
import { gatewayEvent } from '../../lambda-events.ts';
import { startTestRouter } from '../../test-router.ts';

/** The instructions of a process: the request to make, and the await at which to be killed. */
export interface DyingRouterOptions {
  readonly awsUrl: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
  readonly path: string;
  readonly body: string;
  readonly idempotencyKey: string;
  /** Counted from the request's arrival; past the last one the process lives to answer. */
  readonly dieAtAwait: number;
}

/**
 * A function that dies: answers one request, and is killed when the given await comes back. Nothing of it runs on:
 * no handler, no socket's farewell.
 */
process.once('message', (options: DyingRouterOptions) => {
  const { awsUrl, credentials, path, body, idempotencyKey, dieAtAwait } = options;
  const router = startTestRouter({ awsUrl, credentials });
  const promises = new Set<number>();
  let awaits = 0;
  const hook = createHook({
    init: (id, type) => void (type === 'PROMISE' && promises.add(id)),
    before(id) {
      if (!promises.has(id)) return;
      awaits += 1;
      if (awaits === dieAtAwait) process.kill(process.pid, 'SIGKILL');
    },
  });
  hook.enable();
  router
    .invoke(gatewayEvent({ path, body, headers: { 'idempotency-key': idempotencyKey } }))
    .then(({ status }) => {
      hook.disable();
      process.send?.({ status, awaits }, () => process.exit());
    });
});
