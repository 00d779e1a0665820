import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LoopbackServer } from '../../core/endpoint/loopback-server.ts';

/** One event for a function. */
export interface RuntimeInvocation {
  readonly requestId: string;
  readonly payload: Buffer;
  readonly functionArn: string;
  /** X-Ray trace header. */
  readonly traceId: string;
  /** When the function runs out of time, in milliseconds since the epoch by the machine's clock. */
  readonly deadline: number;
}

/** What the runtime reports. */
export interface RuntimeListener {
  /** The runtime requests an event: it is initialized, and has finished the previous event. */
  onReady(): void;
  onResponse(requestId: string, body: string): void;
  onError(requestId: string, body: string): void;
  onInitError(body: string): void;
}

const PREFIX = '/2018-06-01/runtime';

/**
 * The HTTP API between Lambda and the runtime in an execution environment ("Using the Lambda runtime API"), for one
 * environment.
 */
export class RuntimeApi {
  readonly #listener: RuntimeListener;
  readonly #server: LoopbackServer;
  #waiting: ServerResponse | undefined;

  constructor(listener: RuntimeListener) {
    this.#listener = listener;
    this.#server = new LoopbackServer({
      answer: (request, response) => this.#answer(request, response),
      // The runtime keeps its connection open while it waits for an event.
      keepAliveMilliseconds: 0,
    });
  }

  /** @returns the value of `AWS_LAMBDA_RUNTIME_API` */
  async listen(): Promise<string> {
    return await this.#server.listen(0);
  }

  /** Sends an event to the runtime, which must have reported that it is ready. */
  deliver({ requestId, payload, functionArn, traceId, deadline }: RuntimeInvocation): void {
    this.#waiting?.writeHead(200, {
      'content-type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': requestId,
      'Lambda-Runtime-Deadline-Ms': deadline,
      'Lambda-Runtime-Invoked-Function-Arn': functionArn,
      'Lambda-Runtime-Trace-Id': traceId,
    });
    this.#waiting?.end(payload);
    this.#waiting = undefined;
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    if (method === 'GET' && url === `${PREFIX}/invocation/next`) {
      this.#waiting = response;
      this.#listener.onReady();
      return;
    }
    const body = await text(request);
    const [, requestId = '', report] = /^\/invocation\/([\w-]+)\/(response|error)$/.exec(path(url)) ?? [];
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    if (report === 'response') this.#listener.onResponse(requestId, body);
    else if (report === 'error') this.#listener.onError(requestId, body);
    else if (path(url) === '/init/error') this.#listener.onInitError(body);
  }
}

function path(url: string): string {
  return url.startsWith(PREFIX) ? url.slice(PREFIX.length) : url;
}
