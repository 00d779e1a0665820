import type { IncomingMessage, ServerResponse } from 'node:http';
import { LoopbackServer } from '../../core/endpoint/loopback-server.ts';
import type { Kernel } from '../../iam/kernel.ts';
import { errorVariables, GatewayError, renderGatewayResponse } from '../gateway-response.ts';
import type { Integration } from '../integration/integration.ts';
import type { ProxyAnswer } from '../integration/proxy-answer.ts';
import type { Stage } from '../stage.ts';
import type { ContextVariables } from './context-variables.ts';
import type { Exchange, StageIdentity } from './exchange.ts';
import { openExchange, requestVariables } from './exchange.ts';

/** The stage that is served, with the integration of its methods; may change between requests. */
export interface FrontDoorOptions {
  readonly kernel: Kernel;
  readonly integration: Integration;
  identity(): StageIdentity;
  stage(): Stage;
  /** Called for each answered request. */
  onAnswered(variables: ContextVariables): void;
}

/** "Amazon API Gateway quotas": payload size. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** A stage of a REST API on a port of its own on 127.0.0.1, at the root as behind a custom domain. */
export class FrontDoor {
  readonly #options: FrontDoorOptions;
  readonly #server: LoopbackServer;
  #url = '';

  constructor(options: FrontDoorOptions) {
    this.#options = options;
    this.#server = new LoopbackServer({
      log: options.kernel.log,
      answer: (incoming, outgoing) => this.#answer(incoming, outgoing),
    });
  }

  /** @throws the server's error, such as EADDRINUSE */
  async listen(port: number): Promise<void> {
    this.#url = `http://${await this.#server.listen(port)}`;
  }

  /** Base URL without a slash at the end; empty until it listens. */
  get url(): string {
    return this.#url;
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { clock } = this.#options.kernel;
    const stage = this.#options.stage();
    const exchange = openExchange(incoming, this.#options.identity(), clock.now());
    const known: Record<string, string | undefined> = { ...requestVariables(exchange) };
    const answer = await this.#run(incoming, exchange, stage, known);
    const latency = clock.now() - exchange.startedAt;
    this.#options.onAnswered({
      ...known,
      status: String(answer.status),
      responseLatency: String(latency),
      responseLength: String(answer.body.length),
    });
    outgoing.writeHead(answer.status, {
      'x-amzn-RequestId': exchange.requestId,
      'x-amz-apigw-id': exchange.extendedRequestId,
      'X-Amzn-Trace-Id': exchange.traceId,
      ...mutable(answer.headers),
      'Content-Length': answer.body.length,
      // The rest of a body that is too large is not read.
      ...(incoming.complete ? {} : { Connection: 'close' }),
    });
    outgoing.end(answer.body);
  }

  async #run(
    incoming: IncomingMessage,
    exchange: Exchange,
    stage: Stage,
    known: Record<string, string | undefined>,
  ): Promise<ProxyAnswer> {
    try {
      const body = await readBody(incoming);
      return await this.#options.integration.run(exchange, stage, body, known);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      Object.assign(known, errorVariables(error));
      const { status, headers, body } = renderGatewayResponse(error.type, stage.api.gatewayResponses, known);
      const listed = Object.entries(headers).map(([name, value]) => [name, [value]]);
      return { status, headers: Object.fromEntries(listed), body: Buffer.from(body) };
    }
  }
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  if (Number(incoming.headers['content-length'] ?? 0) > MAX_BODY_BYTES)
    throw new GatewayError('REQUEST_TOO_LARGE');
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The connection must stay open for the answer.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new GatewayError('REQUEST_TOO_LARGE');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Node's types require mutable lists. */
function mutable(headers: ProxyAnswer['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] ?? '') : [...values],
    ]),
  );
}
