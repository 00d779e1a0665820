import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  answerCustomResource,
  type CustomResourceRequest,
  type CustomResourceResult,
} from '../../../registrar/runtime/custom-resource.ts';

interface Put {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** CloudFormation's end of a response URL: it takes PUTs and answers with the statuses given, 200 after that. */
async function responseUrl(...statuses: number[]): Promise<{ url: string; puts: Put[] }> {
  const puts: Put[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      puts.push({
        method: request.method,
        path: request.url,
        headers: request.headers,
        body: Buffer.concat(parts),
      });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?X-Amz-Signature=abc`,
    puts,
  };
}

const servers: Server[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(servers.splice(0).map((server) => new Promise((closed) => server.close(closed))));
});

function requestTo(ResponseURL: string, more: Partial<CustomResourceRequest> = {}): CustomResourceRequest {
  return {
    RequestType: 'Create',
    ResponseURL,
    StackId: 'arn:aws:cloudformation:us-east-1:222222222222:stack/PinpointTenantAccountStack/1',
    RequestId: '7c1b4a5e-0e52-4a8e-8f3a-1f0a9b6d2c3d',
    LogicalResourceId: 'TenantRegistration',
    ResourceType: 'Custom::TenantRegistration',
    ResourceProperties: { ServiceToken: 'arn:aws:lambda:us-east-1:222222222222:function:agent' },
    ...more,
  };
}

const logged: string[] = [];
beforeEach(() => {
  logged.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => Boolean(logged.push(String(line))));
});
const options = {
  remainingMilliseconds: () => 60_000,
  physicalResourceIdOnFailure: 'fallback',
};

function bodyOf(put: Put | undefined): Record<string, unknown> {
  return JSON.parse(String(put?.body));
}

test('answers SUCCESS once, with a PUT that the pre-signed URL takes', async () => {
  const { url, puts } = await responseUrl();
  await answerCustomResource(
    requestTo(url),
    async () => ({ physicalResourceId: 'tenant/acme', reason: 'done' }),
    options,
  );
  expect(puts).toHaveLength(1);
  expect(puts[0]).toMatchObject({ method: 'PUT', path: '/answer?X-Amz-Signature=abc' });
  expect(puts[0]?.headers['content-type']).toBe('');
  expect(puts[0]?.headers['transfer-encoding']).toBeUndefined();
  expect(bodyOf(puts[0])).toEqual({
    Status: 'SUCCESS',
    PhysicalResourceId: 'tenant/acme',
    Reason: 'done',
    StackId: 'arn:aws:cloudformation:us-east-1:222222222222:stack/PinpointTenantAccountStack/1',
    RequestId: '7c1b4a5e-0e52-4a8e-8f3a-1f0a9b6d2c3d',
    LogicalResourceId: 'TenantRegistration',
  });
});

test('counts bytes, not characters, in Content-Length', async () => {
  const { url, puts } = await responseUrl();
  await answerCustomResource(
    requestTo(url),
    async () => ({ physicalResourceId: 'x', reason: 'größer – 🙂' }),
    options,
  );
  expect(bodyOf(puts[0]).Reason).toBe('größer – 🙂');
  expect(Number(puts[0]?.headers['content-length'])).toBe(puts[0]?.body.byteLength);
});

test('answers FAILED when the work throws: with the resource’s own id if it has one', async () => {
  const { url, puts } = await responseUrl();
  const fail = async () => {
    throw new TypeError('no such bus');
  };
  await answerCustomResource(requestTo(url), fail, options);
  await answerCustomResource(
    requestTo(url, { RequestType: 'Update', PhysicalResourceId: 'tenant/acme' }),
    fail,
    options,
  );
  expect(puts.map(bodyOf)).toMatchObject([
    { Status: 'FAILED', PhysicalResourceId: 'fallback', Reason: 'TypeError: no such bus' },
    { Status: 'FAILED', PhysicalResourceId: 'tenant/acme' },
  ]);
});

test('answers FAILED, once, before the function runs out of time', async () => {
  const { url, puts } = await responseUrl();
  let finish: (result: CustomResourceResult) => void = () => {};
  const endless = new Promise<CustomResourceResult>((resolve) => {
    finish = resolve;
  });
  let told = false;
  const afterwards = vi.fn(async () => {});
  const work = (signal: AbortSignal) => {
    signal.addEventListener('abort', () => {
      told = true;
    });
    return endless;
  };
  await answerCustomResource(requestTo(url), work, { ...options, remainingMilliseconds: () => 5010 });
  finish({ physicalResourceId: 'too late', afterwards });
  await endless;
  expect(puts.map(bodyOf)).toMatchObject([
    { Status: 'FAILED', Reason: expect.stringContaining('ran out of time') },
  ]);
  expect(told).toBe(true);
  expect(afterwards).not.toHaveBeenCalled();
});

test('runs the work after the answer, and survives its failure', async () => {
  const { url, puts } = await responseUrl();
  let answersBefore = -1;
  const afterwards = async () => {
    answersBefore = puts.length;
    throw new Error('the second announcement failed');
  };
  await answerCustomResource(requestTo(url), async () => ({ physicalResourceId: 'x', afterwards }), options);
  expect(answersBefore).toBe(1);
  expect(puts).toHaveLength(1);
  expect(JSON.parse(logged.join())).toMatchObject({
    level: 'ERROR',
    errorMessage: 'the second announcement failed',
  });
});

test('tries again when the URL answers 503, and stops when it has its answer', async () => {
  const { url, puts } = await responseUrl(503, 500);
  await answerCustomResource(requestTo(url), async () => ({ physicalResourceId: 'x' }), options);
  expect(puts).toHaveLength(3);
});

test('throws when the URL is used up, so that Lambda tries the whole request again', async () => {
  const { url, puts } = await responseUrl(403);
  const answering = answerCustomResource(requestTo(url), async () => ({ physicalResourceId: 'x' }), options);
  await expect(answering).rejects.toThrow('403');
  expect(puts).toHaveLength(1);
});

test('keeps the answer within CloudFormation’s 4,096 bytes', async () => {
  const { url, puts } = await responseUrl();
  const fail = async () => {
    throw new Error('ü€'.repeat(10_000));
  };
  await answerCustomResource(requestTo(url), fail, options);
  expect(puts[0]?.body.byteLength).toBeLessThanOrEqual(4096);
});
