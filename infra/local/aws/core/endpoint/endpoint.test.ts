import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LocalAccount } from '../../accounts.ts';
import { LOCAL_ACCOUNTS } from '../../accounts.ts';
import { administratorOf, sessionOf } from '../../client-config.ts';
import type { LocalAws } from '../../local-aws.ts';
import { createLocalAws } from '../../local-aws.ts';
import { FakeClock } from '../clock/fake-clock.ts';
import { send } from './echo.rig.ts';

const { management, acme } = LOCAL_ACCOUNTS;
const clock = new FakeClock();
let aws: LocalAws;

beforeAll(async () => {
  aws = await createLocalAws({ clock });
  aws.endpoint.route('POST /_local/echo/{name}', ({ parameters, body }) => ({
    status: 200,
    body: `${parameters.name}: ${body}`,
  }));
});
afterAll(() => aws.stop());
afterEach(() => {
  aws.kernel.faults.clear();
  aws.kernel.calls.clear();
});

type ClientConfig = ReturnType<typeof administratorOf> & { systemClockOffset?: number };

/** The error's name and HTTP status as the clients of the three protocols report them. */
async function refusals(config: ClientConfig) {
  const once = { ...config, maxAttempts: 1 };
  const calls = [
    new DynamoDBClient(once).send(new ListTablesCommand({})),
    new STSClient(once).send(new GetCallerIdentityCommand({})),
    new S3Client(once).send(new ListBucketsCommand({})),
  ];
  return await Promise.all(
    calls.map((call) =>
      call.then(
        () => 'accepted',
        (error) => `${error.name} ${error.$metadata.httpStatusCode}`,
      ),
    ),
  );
}

describe('credentials', () => {
  it('that are right are accepted by every protocol', async () => {
    expect(await refusals(administratorOf(aws, acme))).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('with an unknown key are refused by the name that each protocol has for it', async () => {
    expect(await refusals(administratorOf(aws, { ...acme, accessKeyId: 'AKIANOBODY0000000000' }))).toEqual([
      'UnrecognizedClientException 400',
      'InvalidClientTokenId 403',
      'InvalidAccessKeyId 403',
    ]);
  });

  it('with a wrong secret likewise', async () => {
    expect(await refusals(administratorOf(aws, { ...acme, secretAccessKey: 'guessed' }))).toEqual([
      'InvalidSignatureException 400',
      'SignatureDoesNotMatch 403',
      'SignatureDoesNotMatch 403',
    ]);
  });

  it.each([-6, 6])('used with a clock that is %i minutes off likewise', async (minutes) => {
    const [dynamoDb, sts, s3] = await refusals({
      ...administratorOf(aws, acme),
      systemClockOffset: minutes * 60_000,
    });
    expect([dynamoDb, sts]).toEqual(['InvalidSignatureException 400', 'SignatureDoesNotMatch 403']);
    expect(s3).toMatch(/^(RequestTimeTooSkewed|SignatureDoesNotMatch) 403$/);
  });

  it.each([-4, 4])('used with a clock that is %i minutes off are accepted', async (minutes) => {
    const config = { ...administratorOf(aws, acme), systemClockOffset: minutes * 60_000 };
    expect(await refusals(config)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('of a session are refused without its token', async () => {
    const trust = { Version: '2012-10-17', Statement: [] } as const;
    const role = aws.kernel.iam.createRole(acme.accountId, { roleName: 'R', assumeRolePolicy: trust });
    const session = aws.kernel.iam.openSession(role, 'session', clock.now() + 1000);
    const { sessionToken, ...credentials } = aws.kernel.iam.keys.issue(session);
    const config = { endpoint: aws.url, region: acme.region, credentials };
    expect((await refusals(config))[0]).toBe('UnrecognizedClientException 400');
    const whole = sessionOf(aws, { credentials: { ...credentials, sessionToken } }, acme.region);
    expect((await refusals(whole))[1]).toBe('accepted');
  });
});

describe('a service that is not simulated', () => {
  it('is answered with an error in the protocol of its client', async () => {
    const { accessKeyId } = acme;
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261123/us-east-1/autoscaling/aws4_request, SignedHeaders=host, Signature=0`;
    const answer = await fetch(aws.url, {
      method: 'POST',
      headers: {
        authorization,
        'x-amz-date': '20261123T120000Z',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'Action=DescribePolicies&Version=2011-01-01',
    });
    expect(answer.status).toBe(501);
    expect(await answer.text()).toContain('<Code>NotSimulatedException</Code>');
  });
});

describe('a request without a signature', () => {
  it.each<[protocol: string, headers: Record<string, string>, body: string, status: number, shown: string]>([
    [
      'AWS JSON',
      { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
      '{}',
      400,
      '"MissingAuthenticationTokenException"',
    ],
    [
      'query',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Action=GetCallerIdentity&Version=2011-06-15',
      403,
      '<Code>MissingAuthenticationToken</Code>',
    ],
    ['REST', {}, '', 403, 'Missing Authentication Token'],
  ])('is refused in the form of %s', async (_protocol, headers, body, status, shown) => {
    const answer = await fetch(aws.url, { method: 'POST', headers, body });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(shown);
  });

  const toLocal = (headers: Record<string, string>) =>
    send({
      method: 'POST',
      path: '/_local/echo/a%20b',
      query: {},
      headers,
      body: 'text',
      port: Number(new URL(aws.url).port),
    });

  it('is answered where a route takes it', async () => {
    const answer = await toLocal({ host: '127.0.0.1' });
    expect([answer.status, answer.body]).toEqual([200, 'a b: text']);
    expect((await toLocal({ host: 'localhost:4566', origin: 'http://localhost:8787' })).status).toBe(200);
  });

  it.each([
    ['a name that was bound to loopback', { host: 'rebound.example:4566' }],
    ['a page of another site', { host: '127.0.0.1:4566', origin: 'https://evil.example' }],
    ['a page without an origin', { host: '127.0.0.1:4566', origin: 'null' }],
  ])('is not answered when it comes by %s', async (_name, headers) => {
    expect((await toLocal(headers)).status).toBe(403);
  });
});

describe('the call log', () => {
  it('records caller, operation, Region and outcome of each call, with the request id that the caller got', async () => {
    const sts = new STSClient(administratorOf(aws, management));
    const { $metadata } = await sts.send(new GetCallerIdentityCommand({}));
    expect(aws.kernel.calls.matching()).toEqual([
      {
        service: 'sts',
        operation: 'GetCallerIdentity',
        accountId: management.accountId,
        callerArn: `arn:aws:iam::${management.accountId}:user/administrator`,
        region: 'us-east-1',
        requestId: $metadata.requestId,
        at: clock.now(),
      },
    ]);
  });

  it('keeps refused calls too, and counts by any member', async () => {
    await refusals(administratorOf(aws, { ...acme, secretAccessKey: 'guessed' }));
    expect(aws.kernel.calls.count({ service: 'sts', errorCode: 'InvalidSignatureException' })).toBe(1);
    expect(aws.kernel.calls.count({ service: 'sts', errorCode: 'ExpiredTokenException' })).toBe(0);
  });
});

describe('a fault', () => {
  const list = (account: LocalAccount = acme) =>
    new DynamoDBClient({ ...administratorOf(aws, account), maxAttempts: 1 }).send(new ListTablesCommand({}));

  it('hits the calls that it names, as often as it says', async () => {
    const target = { service: 'dynamodb', operation: 'ListTables', accountId: acme.accountId };
    aws.kernel.faults.inject(target, { kind: 'error', code: 'ThrottlingException', status: 400 }, 2);
    await list(management);
    for (const _ of [1, 2]) await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await list();
  });

  it('can be taken back', async () => {
    const takeBack = aws.kernel.faults.inject(
      {},
      { kind: 'error', code: 'InternalFailure', status: 500 },
      10,
    );
    await expect(list()).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: { httpStatusCode: 500 },
    });
    takeBack();
    await list();
  });

  it('delays until the local clock has moved on', async () => {
    aws.kernel.faults.inject({}, { kind: 'delay', milliseconds: 3000 });
    let answered = false;
    const call = list().then(() => {
      answered = true;
    });
    while (clock.pendingTasks === 0) await new Promise(setImmediate);
    await clock.advance(2999);
    expect(answered).toBe(false);
    await clock.advance(1);
    await call;
  });

  it('cuts the connection before or after the operation took effect', async () => {
    const create = (TableName: string) =>
      new DynamoDBClient({ ...administratorOf(aws, acme), maxAttempts: 1 }).send(
        new CreateTableCommand({
          TableName,
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
        }),
      );
    aws.kernel.faults.inject({}, { kind: 'reset', when: 'unprocessed' });
    await expect(create('Unprocessed')).rejects.toMatchObject({ code: 'ECONNRESET' });
    aws.kernel.faults.inject({}, { kind: 'reset', when: 'processed' });
    await expect(create('Processed')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await list()).TableNames).toEqual(['Processed']);
  });
});
