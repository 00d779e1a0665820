import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../core/aws-error.ts';
import type { RoleCaller, UserCaller } from '../../core/caller.ts';
import { readRequest } from '../../core/endpoint/http-request.ts';
import { LoopbackServer } from '../../core/endpoint/loopback-server.ts';
import { authenticate } from '../../core/signing/authenticate.ts';
import type { UnverifiedRequest } from '../../core/signing/signature.ts';
import { parseSignature } from '../../core/signing/signature.ts';
import type { Kernel } from '../../iam/kernel.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import type { HttpAnswer } from './answer.ts';
import { httpAnswer } from './answer.ts';
import { functionUrlEvent } from './event.ts';

/** What a function URL uses of Lambda. */
export interface Functions {
  /** @throws AwsError ResourceNotFoundException */
  function(arn: string): LambdaFunction;
  /** @throws AwsError AccessDeniedException */
  authorize(
    caller: UserCaller | RoleCaller,
    action: `lambda:${string}`,
    functionArn: string,
    context: Readonly<Record<string, string>>,
  ): void;
}

/**
 * One function's own HTTP endpoint ("Invoking Lambda function URLs") on 127.0.0.1, for callers who sign their requests:
 * authorization type AWS_IAM.
 */
export class FunctionUrl {
  readonly #functions: Functions;
  readonly #kernel: Kernel;
  readonly #functionArn: string;
  readonly #server: LoopbackServer;
  #url = '';

  constructor(functions: Functions, kernel: Kernel, functionArn: string) {
    this.#functions = functions;
    this.#kernel = kernel;
    this.#functionArn = functionArn;
    this.#server = new LoopbackServer({
      log: kernel.log,
      answer: async (incoming, outgoing) => {
        const { status, headers, body } = await this.#answer(incoming);
        outgoing.writeHead(status, headers).end(body);
      },
    });
  }

  /** With a slash at the end; empty until it listens. */
  get url(): string {
    return this.#url;
  }

  /** @throws the server's error, such as EADDRINUSE */
  async listen(port: number): Promise<void> {
    this.#url = `http://${await this.#server.listen(port)}/`;
  }

  async close(): Promise<void> {
    await this.#server.close();
  }

  async #answer(incoming: IncomingMessage): Promise<HttpAnswer> {
    const requestId = randomUUID();
    const request = await readRequest(incoming);
    const answer = await this.#invoke(request, incoming, requestId).catch((error: unknown) => {
      if (error instanceof AwsError) return refusal(error);
      throw error;
    });
    return { ...answer, headers: { 'x-amzn-requestid': requestId, ...answer.headers } };
  }

  async #invoke(
    request: UnverifiedRequest,
    { httpVersion, socket }: IncomingMessage,
    requestId: string,
  ): Promise<HttpAnswer> {
    const functionArn = this.#functionArn;
    const caller = this.#authenticate(request);
    this.#authorize(caller);
    const found = this.#functions.function(functionArn);
    const event = functionUrlEvent({
      request,
      requestId,
      protocol: `HTTP/${httpVersion}`,
      sourceIp: socket.remoteAddress ?? '127.0.0.1',
      now: this.#kernel.clock.now(),
      urlId: urlIdOf(functionArn),
      region: found.configuration.region,
      caller,
      organizationId: this.#kernel.iam.organizationOf(caller.accountId),
    });
    const result = await found.run(Buffer.from(JSON.stringify(event)), requestId);
    return httpAnswer(result);
  }

  #authenticate(request: UnverifiedRequest): UserCaller | RoleCaller {
    const { iam, clock } = this.#kernel;
    const signature = parseSignature(request);
    if (signature?.service !== 'lambda')
      throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
    return authenticate(request, signature, iam.keys, clock.now());
  }

  /** Since October 2025, both actions are required ("Control access to Lambda function URLs"). */
  #authorize(caller: UserCaller | RoleCaller): void {
    const functionArn = this.#functionArn;
    this.#functions.authorize(caller, 'lambda:InvokeFunctionUrl', functionArn, {
      'lambda:FunctionUrlAuthType': 'AWS_IAM',
    });
    this.#functions.authorize(caller, 'lambda:InvokeFunction', functionArn, {
      'lambda:InvokedViaFunctionUrl': 'true',
    });
  }
}

/** Lower-case letters and digits, as in `https://<id>.lambda-url.<region>.on.aws/`; the same for the same function. */
function urlIdOf(functionArn: string): string {
  return BigInt(`0x${createHash('sha256').update(functionArn).digest('hex')}`)
    .toString(36)
    .slice(0, 32);
}

/** The URL's own answer instead of the function's; it does not contain the reason of a refusal. */
function refusal({ code, status, message, members }: AwsError): HttpAnswer {
  const answer = (actual: number, body: object): HttpAnswer => ({
    status: actual,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: Buffer.from(JSON.stringify(body)),
  });
  if (code === 'TooManyRequestsException') return answer(429, { Message: message, ...members });
  if (code === 'RequestTooLargeException') return answer(413, { Message: message });
  if (status >= 500) return answer(502, { Message: 'Internal Server Error' });
  return answer(403, { Message: 'Forbidden' });
}
