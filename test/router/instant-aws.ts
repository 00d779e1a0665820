import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { TenantRecord } from '../../registrar/contract/tenant-record.ts';
import { tenantRecord } from './tenant.ts';

/** One answer of a service; `reset` cuts the connection, `silence` never answers. */
export type InstantAnswer =
  | { readonly status?: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | 'reset'
  | 'silence';

export interface InstantAwsOptions {
  /** @default the tenant `acme` */
  readonly tenant?: TenantRecord;
  /** The answer of sms-voice and mobiletargeting to each request. @default the success of a send */
  readonly answer?: (operation: string, body: string) => InstantAnswer;
  /** The answer of DynamoDB, by the number of earlier requests. @default the tenant's item */
  readonly table?: (before: number) => InstantAnswer | 'item';
}

/** AWS's answer to a text or voice message that it accepts. */
export const SENT = '{"MessageId":"m-1"}';

export type InstantAws = Awaited<ReturnType<typeof startInstantAws>>;

/**
 * A server that answers as told, at once and without looking at signatures: for answers that AWS gives but the local
 * AWS does not, and to measure what the router itself costs. STS always succeeds.
 */
export async function startInstantAws({
  tenant = tenantRecord(),
  answer = () => ({ body: SENT }),
  table = () => 'item',
}: InstantAwsOptions = {}) {
  const calls: string[] = [];
  const item = JSON.stringify({ Item: attributes(tenant) });

  const server = createServer((request, response) => {
    readBody(request).then((body) => {
      const service =
        /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const operation = String(request.headers['x-amz-target'] ?? request.url).replace(/^.*\./, '');
      calls.push(`${service}:${operation}`);
      const reply =
        service === 'dynamodb'
          ? tableAnswer()
          : service === 'sts'
            ? { body: credentials() }
            : answer(operation, body);
      if (reply === 'silence') return;
      if (reply === 'reset') {
        request.socket.resetAndDestroy();
        return;
      }
      response.writeHead(reply.status ?? 200, {
        'x-amzn-requestid': `aws-${calls.length}`,
        ...reply.headers,
      });
      response.end(reply.body ?? '{}');
    });
  });
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });

  function tableAnswer(): InstantAnswer {
    const answer = table(calls.filter((call) => call.startsWith('dynamodb:')).length - 1);
    return answer === 'item' ? { body: item } : answer;
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** `<service>:<operation>` of every request, in order. */
    calls,
    /** Closes the connections that no request is on; they are closed when the promise resolves. */
    async closeIdleConnections() {
      const before = [...connections];
      server.closeIdleConnections();
      const closing = before.filter((socket) => socket.destroyed && !socket.closed);
      await Promise.all(closing.map((socket) => once(socket, 'close')));
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** "AssumeRole" of the STS API reference, with credentials for an hour. */
function credentials(): string {
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIAINSTANT</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}

/** A record as DynamoDB writes it on the wire. */
function attributes(record: TenantRecord): object {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      typeof value === 'number' ? { N: `${value}` } : { S: value },
    ]),
  );
}
