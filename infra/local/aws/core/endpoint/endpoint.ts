import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError, notSimulated } from '../aws-error.ts';
import type { Fault } from '../faults.ts';
import type { Platform } from '../platform.ts';
import { renderInFormOf } from '../protocols/error-form.ts';
import { authenticate } from '../signing/authenticate.ts';
import { decodeAwsChunked } from '../signing/aws-chunked.ts';
import type { Signature, UnverifiedRequest } from '../signing/signature.ts';
import { parseSignature, withoutSignature } from '../signing/signature.ts';
import type { Reply, SignedRequest, WireService } from '../wire-service.ts';
import { readRequest } from './http-request.ts';
import { isLoopbackRequest } from './loopback-request.ts';
import { LoopbackServer } from './loopback-server.ts';
import type { RouteParameters } from './routes.ts';
import { Routes } from './routes.ts';

/** Answers a request that needs no signature, such as `POST /oauth2/token`. */
export type RouteHandler = (
  request: UnverifiedRequest & { readonly parameters: RouteParameters },
) => Reply | Promise<Reply>;

/** Stands for no answer: the connection is cut. */
const RESET = Symbol('connection reset');

/**
 * All services of all accounts on one loopback address. As at AWS, the signature's credential scope selects service and
 * Region, and the owner of the access key the account.
 */
export class Endpoint {
  readonly #platform: Platform;
  readonly #services = new Map<string, WireService>();
  readonly #routes = new Routes<RouteHandler>();
  readonly #server: LoopbackServer;

  constructor(platform: Platform) {
    this.#platform = platform;
    this.#server = new LoopbackServer({
      log: platform.log,
      answer: async (incoming, outgoing) => send(await this.#answer(incoming), outgoing),
    });
  }

  register(...services: readonly WireService[]): void {
    for (const service of services) this.#services.set(service.scope, service);
  }

  /** A handler for unsigned requests; `pattern` as in `Routes`, such as `GET /_local/messages`. */
  route(pattern: string, handler: RouteHandler): void {
    this.#routes.add(pattern, handler);
  }

  /**
   * Listens on 127.0.0.1 and fills in `platform.endpoint.url`.
   *
   * @param port 0 takes any free one
   * @throws the server's error, such as EADDRINUSE
   */
  async listen(port: number): Promise<void> {
    this.#platform.endpoint.url = `http://${await this.#server.listen(port)}`;
  }

  /** Cuts open connections. */
  async close(): Promise<void> {
    await this.#server.close();
  }

  async #answer(incoming: IncomingMessage): Promise<Reply | typeof RESET> {
    const requestId = randomUUID();
    const request = await readRequest(incoming);
    const reply = await this.#dispatch(request, requestId);
    if (reply === RESET) return RESET;
    return { ...reply, headers: { 'x-amzn-requestid': requestId, ...reply.headers } };
  }

  async #dispatch(request: UnverifiedRequest, requestId: string): Promise<Reply | typeof RESET> {
    try {
      const signature = parseSignature(request);
      if (signature === undefined) return await this.#answerUnsigned(request);
      const service = this.#services.get(signature.service);
      if (service === undefined) throw notSimulated(`the service ${signature.service}`);
      return await this.#answerSigned(request, signature, service, requestId);
    } catch (error) {
      return renderInFormOf(request, this.#awsError(error), requestId);
    }
  }

  async #answerUnsigned(request: UnverifiedRequest): Promise<Reply> {
    const found = this.#routes.find(request.method, request.path);
    if (found === undefined)
      throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
    if (!isLoopbackRequest(request.headers))
      throw new AwsError('AccessDeniedException', 'This address only answers loopback requests.');
    return await found.target({ ...request, parameters: found.parameters });
  }

  async #answerSigned(
    request: UnverifiedRequest,
    signature: Signature,
    service: WireService,
    requestId: string,
  ): Promise<Reply | typeof RESET> {
    const { clock, iam, calls } = this.#platform;
    const { region } = signature;
    const call = { service: service.scope, operation: '', accountId: '', callerArn: '', region, requestId };
    try {
      const caller = authenticate(request, signature, iam.keys, clock.now());
      Object.assign(call, { accountId: caller.accountId, callerArn: caller.arn });
      const body = decodeAwsChunked(request.body, request.headers);
      const query = withoutSignature(request.query);
      const signed: SignedRequest = { ...request, query, body, region, caller, requestId };
      call.operation = service.operationOf(signed);
      const reply = await this.#handle(service, signed, this.#platform.faults.take(call));
      calls.record({ ...call, at: clock.now() });
      return reply;
    } catch (error) {
      const awsError = this.#awsError(error);
      calls.record({ ...call, errorCode: awsError.code, at: clock.now() });
      return service.renderError(awsError, requestId);
    }
  }

  async #handle(
    service: WireService,
    request: SignedRequest,
    fault: Fault | undefined,
  ): Promise<Reply | typeof RESET> {
    switch (fault?.kind) {
      case undefined:
        return await service.handle(request);
      case 'delay':
        await new Promise<void>((resolve) => this.#platform.clock.after(fault.milliseconds, resolve));
        return await service.handle(request);
      case 'error':
        throw new AwsError(fault.code, fault.message ?? 'Injected fault.', { status: fault.status });
      case 'reset':
        if (fault.when === 'processed') await service.handle(request);
        return RESET;
    }
  }

  /** Any other error is a fault of the local AWS: it is logged, and answered as AWS answers its own faults. */
  #awsError(error: unknown): AwsError {
    if (error instanceof AwsError) return error;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#platform.log(`local AWS: ${message}`);
    return new AwsError('InternalFailure', message.split('\n')[0] ?? '', { status: 500 });
  }
}

function send(reply: Reply | typeof RESET, outgoing: ServerResponse): void {
  if (reply === RESET) {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  const body = Buffer.from(reply.body ?? '');
  const empty = reply.status === 204 || reply.status === 304;
  outgoing.writeHead(reply.status, {
    ...reply.headers,
    ...(!empty && reply.headers?.['content-length'] === undefined && { 'content-length': body.length }),
  });
  outgoing.end(empty ? undefined : body);
}
