import { request as httpRequest } from 'node:http';
import { Hash } from '@smithy/core/serde';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { LOCAL_ACCOUNTS, openAccount } from '../../accounts.ts';
import type { Kernel } from '../../iam/kernel.ts';
import { createKernel } from '../../iam/kernel.ts';
import type { FakeClock } from '../clock/fake-clock.ts';
import { renderRestJsonError, restJsonReply } from '../protocols/rest-json-protocol.ts';
import type { WireService } from '../wire-service.ts';
import { Endpoint } from './endpoint.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** An endpoint with two services that answer what they were asked: `echo`, and `s3` for S3's way of signing. */
export class EchoEndpoint {
  readonly kernel: Kernel;
  readonly endpoint: Endpoint;
  /** How often a service was reached. */
  handled = 0;

  constructor(clock: FakeClock) {
    this.kernel = createKernel({ clock });
    for (const account of Object.values(LOCAL_ACCOUNTS)) openAccount(this.kernel, account);
    this.endpoint = new Endpoint(this.kernel);
    this.endpoint.register(this.#echo('echo'), this.#echo('s3'));
  }

  #echo(scope: string): WireService {
    return {
      scope,
      operationOf: ({ method }) => `${method}Echo`,
      handle: async ({ path, query, body, region, caller }) => {
        this.handled += 1;
        const accountId = caller.kind === 'service' ? '' : caller.accountId;
        return restJsonReply(200, { path, query: [...query], body: body.toString(), region, accountId });
      },
      renderError: (error) => renderRestJsonError(error),
    };
  }

  signer(
    service = 'echo',
    options: { accessKeyId?: string; secretAccessKey?: string; sessionToken?: string } = {},
  ) {
    const { accessKeyId, secretAccessKey } = LOCAL_ACCOUNTS.acme;
    return new SignatureV4({
      service,
      region: 'eu-west-1',
      credentials: { accessKeyId, secretAccessKey, ...options },
      sha256: Hash.bind(null, 'sha256'),
      uriEscapePath: service !== 's3',
      applyChecksum: service === 's3',
    });
  }

  request(changes: Partial<ConstructorParameters<typeof HttpRequest>[0]> = {}): HttpRequest {
    const { hostname, port, host } = new URL(this.kernel.endpoint.url);
    return new HttpRequest({
      protocol: 'http:',
      hostname,
      port: Number(port),
      method: 'GET',
      path: '/',
      ...changes,
      headers: { host, ...changes.headers },
    });
  }
}

/** Sends exactly what is given, headers such as `host` too. */
export function send(
  request: Pick<HttpRequest, 'method' | 'path' | 'query' | 'headers' | 'body' | 'port'>,
): Promise<Answer> {
  const query = Object.entries(request.query ?? {}).flatMap(([name, values]) =>
    [values ?? ''].flat().map((value) => `${encode(name)}=${encode(value)}`),
  );
  const path = query.length > 0 ? `${request.path}?${query.join('&')}` : request.path;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port: request.port,
        method: request.method,
        path,
        headers: request.headers,
        agent: false,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(request.body);
  });
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
