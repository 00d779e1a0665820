import { createHash, createHmac } from 'node:crypto';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { APIGatewayProxyEventV2WithIAMAuthorizer } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RoleCaller } from '../../core/caller.ts';
import type { Role } from '../../iam/role.ts';
import type { Workbench } from '../workbench.rig.ts';
import { HOME, ORGANIZATION, OTHER_ACCOUNT, openWorkbench } from '../workbench.rig.ts';

/** Answers with its event, or with what the query asks for. */
const ECHO = `export const handler = async (event) => {
  const { answer } = event.queryStringParameters ?? {};
  if (answer === 'throw') throw new Error('no');
  if (answer) return JSON.parse(answer);
  return { statusCode: 200, body: JSON.stringify(event) };
};`;

let bench: Workbench;
let arn: string;
let url: string;
let role: Role;
beforeAll(async () => {
  bench = await openWorkbench();
  arn = await bench.createFunction(ECHO);
  url = await bench.lambda.createFunctionUrl(arn);
  role = urlCaller('UrlCaller');
});
afterAll(() => bench.close());

const BOTH = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'] as const;

/** A role of another account that both policies admit for `actions`. */
function urlCaller(roleName: string, actions: readonly string[] = BOTH): Role {
  const { iam } = bench.kernel;
  const made = iam.createRole(OTHER_ACCOUNT, {
    roleName,
    assumeRolePolicy: {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { AWS: OTHER_ACCOUNT }, Action: 'sts:AssumeRole' },
    },
    policies: {
      CallTheUrl: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: [...BOTH], Resource: '*' } },
    },
  });
  if (actions.includes('lambda:InvokeFunctionUrl'))
    bench.lambda.addPermission(arn, `url-${roleName}`, {
      action: 'lambda:InvokeFunctionUrl',
      principal: made.arn,
      functionUrlAuthType: 'AWS_IAM',
    });
  if (actions.includes('lambda:InvokeFunction'))
    bench.lambda.addPermission(arn, `invoke-${roleName}`, {
      action: 'lambda:InvokeFunction',
      principal: made.arn,
      invokedViaFunctionUrl: true,
    });
  return made;
}

function sessionOf(of: Role): RoleCaller {
  return bench.kernel.iam.openSession(of, 'caller', bench.clock.now() + 3_600_000);
}

interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly as?: Role;
  readonly service?: string;
  /** What is sent, if not what was signed. */
  readonly sent?: string;
}

async function call({
  method = 'POST',
  path = '/',
  query = {},
  headers = {},
  body,
  sent,
  ...who
}: Call = {}) {
  const { hostname, port, host } = new URL(url);
  const signer = new SignatureV4({
    service: who.service ?? 'lambda',
    region: HOME.region,
    credentials: bench.kernel.iam.keys.issue(sessionOf(who.as ?? role)),
    sha256: Sha256,
  });
  const signed = await signer.sign(
    new HttpRequest({
      protocol: 'http:',
      hostname,
      port: Number(port),
      method,
      path,
      query,
      headers: { host, 'content-type': 'application/json', ...headers },
      body,
    }),
  );
  const search = new URLSearchParams(query).toString();
  const target = new URL(`${path}${search && `?${search}`}`, url);
  const { host: _, ...rest } = signed.headers;
  const content = sent ?? body;
  return await fetch(target, { method, headers: rest, ...(content !== undefined && { body: content }) });
}

describe('what the function gets', () => {
  it('is an event of format 2.0 with the IAM identity of the caller', async () => {
    const response = await call({
      path: '/acme/Send%20it',
      query: { dryRun: 'true' },
      headers: { 'user-agent': 'test', 'x-tenant': 'acme', cookie: 'a=1; b=2' },
      body: '{"text":"é"}',
    });
    expect(response.status).toBe(200);
    const event = (await response.json()) as APIGatewayProxyEventV2WithIAMAuthorizer;
    expect(event).toEqual({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/acme/Send%20it',
      rawQueryString: 'dryRun=true',
      cookies: ['a=1', 'b=2'],
      headers: expect.objectContaining({
        'content-type': 'application/json',
        'user-agent': 'test',
        'x-tenant': 'acme',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
      }),
      queryStringParameters: { dryRun: 'true' },
      requestContext: {
        accountId: OTHER_ACCOUNT,
        apiId: expect.stringMatching(/^[a-z0-9]{32}$/),
        authorizer: {
          iam: {
            accessKey: expect.stringMatching(/^ASIA/),
            accountId: OTHER_ACCOUNT,
            callerId: `${role.roleId}:caller`,
            cognitoIdentity: null,
            principalOrgId: ORGANIZATION,
            userArn: 'arn:aws:sts::222222222222:assumed-role/UrlCaller/caller',
            userId: `${role.roleId}:caller`,
          },
        },
        domainName: `${event.requestContext.apiId}.lambda-url.us-east-1.on.aws`,
        domainPrefix: event.requestContext.apiId,
        http: {
          method: 'POST',
          path: '/acme/Send it',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
        requestId: response.headers.get('x-amzn-requestid'),
        routeKey: '$default',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: bench.clock.now(),
      },
      body: '{"text":"é"}',
      isBase64Encoded: false,
    });
  });

  it('has a body that is not text as base64', async () => {
    const response = await call({ headers: { 'content-type': 'application/octet-stream' }, body: 'ÿ' });
    const { body, isBase64Encoded } = (await response.json()) as APIGatewayProxyEventV2WithIAMAuthorizer;
    expect({ body, isBase64Encoded }).toEqual({ body: 'w78=', isBase64Encoded: true });
  });
});

describe('what the caller gets', () => {
  const answering = (answer: unknown) => call({ query: { answer: JSON.stringify(answer) } });

  it('is the status, headers, cookies and body that the function answers', async () => {
    const response = await answering({
      statusCode: 201,
      headers: { 'content-type': 'text/plain', 'X-Count': 2 },
      cookies: ['a=1', 'b=2'],
      body: 'aGVsbG8=',
      isBase64Encoded: true,
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(response.headers.get('x-count')).toBe('2');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.text()).toBe('hello');
  });

  it('is a 200 with the answer as body when it has no status', async () => {
    const response = await answering({ hello: 'you' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ hello: 'you' });
  });

  it.each([
    ['fails', { answer: 'throw' }],
    ['answers something that is no response', { answer: '{"statusCode":"many"}' }],
  ])('is 502 when the function %s', async (_, query) => {
    const response = await call({ query });
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({ Message: 'Internal Server Error' });
  });

  it('is 413 for a request over 6 MB', async () => {
    const response = await call({ body: 'x'.repeat(6_300_000) });
    expect(response.status).toBe(413);
  });
});

describe('who is let in', () => {
  async function expectForbidden(response: Response): Promise<void> {
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ Message: 'Forbidden' });
  }

  it('nobody without a signature', async () => {
    await expectForbidden(await fetch(url, { method: 'POST' }));
  });

  it('nobody whose signature is for something else', async () => {
    await expectForbidden(await call({ body: '{"a":1}', sent: '{"a":2}' }));
    await expectForbidden(await call({ service: 'execute-api' }));
  });

  it('nobody whose session has ended', async () => {
    const ended = bench.kernel.iam.openSession(role, 'ended', bench.clock.now() - 1);
    const credentials = bench.kernel.iam.keys.issue(ended);
    const signer = new SignatureV4({ service: 'lambda', region: HOME.region, credentials, sha256: Sha256 });
    const { hostname, host } = new URL(url);
    const request = new HttpRequest({ method: 'GET', hostname, path: '/', headers: { host } });
    const { headers } = await signer.sign(request);
    await expectForbidden(await fetch(url, { headers }));
  });

  it.each(BOTH)('only who may %s', async (action) => {
    const others = BOTH.filter((other) => other !== action);
    await expectForbidden(await call({ as: urlCaller(`Without${action.replace(':', '-')}`, others) }));
  });

  it('in the same account, whom the identity policy allows both', async () => {
    const { arn: roleArn } = bench.kernel.iam.createRole(HOME.accountId, {
      roleName: 'Inside',
      assumeRolePolicy: role.assumeRolePolicy,
    });
    const inside = () => call({ as: bench.kernel.iam.role(roleArn) });
    await expectForbidden(await inside());
    bench.kernel.iam.putRolePolicy(roleArn, 'CallTheUrl', {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: [...BOTH], Resource: arn },
    });
    expect((await inside()).status).toBe(200);
  });
});

/** A hash for the signer; with a secret, an HMAC. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new Uint8Array(data);
}
