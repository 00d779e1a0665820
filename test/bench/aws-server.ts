import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { generate } from 'selfsigned';
import { tenantRecord } from '../router/tenant.ts';
import { startDistance } from './cold/distance.ts';

/**
 * Runs as a process of its own (see aws.ts): an AWS that answers at once, whoever asks, so that a benchmark measures
 * the function. It speaks just enough of DynamoDB, STS, S3 and sms-voice for the router and the registrar.
 */
const roundTripMilliseconds = Number(process.argv[2]);
const counts = new Map<string, number>();
const registrations = new Map<string, Record<string, unknown>>();
let policy: string | undefined;

// One port a service, as each has a host of its own at AWS: a first request connects to all three.
const endpoints = {
  AWS_ENDPOINT_URL: await startServer(),
  AWS_ENDPOINT_URL_DYNAMODB: await startServer(),
  AWS_ENDPOINT_URL_STS: await startServer(),
};
process.on('message', () => process.send?.({ counts: Object.fromEntries(counts) }));
process.on('disconnect', () => process.exit());
process.send?.({ endpoints });

async function startServer(): Promise<string> {
  const server = roundTripMilliseconds === 0 ? createServer(answer) : await createSecureServer();
  server.keepAliveTimeout = 60_000;
  const port = await listen(server);
  if (roundTripMilliseconds === 0) return `http://127.0.0.1:${port}`;
  return `https://127.0.0.1:${await listen(startDistance(port, roundTripMilliseconds))}`;
}

async function createSecureServer() {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
  });
  return createTlsServer({ key, cert }, answer);
}

function listen(listener: Server): Promise<number> {
  return new Promise((resolve) => {
    listener.listen(0, '127.0.0.1', () => resolve((listener.address() as AddressInfo).port));
  });
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const { authorization = '', 'x-amz-target': target } = request.headers;
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(authorization)?.[1] ?? 'unsigned';
  const operation = String(target ?? request.method).replace(/^.*\./, '');
  const call = `${service}:${operation}`;
  counts.set(call, (counts.get(call) ?? 0) + 1);
  const answered = ANSWERS[call]?.(body);
  response.writeHead(answered === undefined ? 404 : 200, { 'x-amzn-requestid': 'bench' }).end(answered);
}

const ANSWERS: Readonly<Record<string, (body: string) => string>> = {
  'dynamodb:GetItem': (body) => {
    const { pk } = JSON.parse(body).Key;
    const Item = registrations.get(pk.S) ?? (pk.S.startsWith('new-') ? undefined : tenantItem(pk.S));
    return JSON.stringify({ Item });
  },
  'dynamodb:UpdateItem': (body) => {
    const { Key, ExpressionAttributeValues: values } = JSON.parse(body);
    const attributes = Object.entries(values).map(([placeholder, value]) => [placeholder.slice(1), value]);
    registrations.set(Key.pk.S, { ...Key, ...Object.fromEntries(attributes) });
    return '{}';
  },
  'dynamodb:PutItem': () => '{}',
  'dynamodb:Scan': () => {
    const Items = [...registrations.values()].map(({ accountId }) => ({ accountId }));
    return JSON.stringify({ Items, Count: Items.length });
  },
  's3:GET': () => policy ?? '{"Statement":[]}',
  's3:PUT': (body) => {
    policy = body;
    return '';
  },
  'sts:POST': () => ASSUMED_ROLE,
  'sms-voice:SendTextMessage': () => '{"MessageId":"3a59306c-f3d0-48ab-97b3-72d31c39fd89"}',
};

/** A tenant's record as DynamoDB writes it on the wire. */
function tenantItem(tenantId: string): object {
  const record = tenantRecord({ pk: tenantId, region: 'eu-west-1' });
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      typeof value === 'number' ? { N: `${value}` } : { S: value },
    ]),
  );
}

const ASSUMED_ROLE = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIABENCH</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>${'t'.repeat(800)}</SessionToken>
<Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
