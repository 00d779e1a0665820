import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { BatchWriteCommand, DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Context, SQSEvent } from 'aws-lambda';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { reconcileMessage } from '../../registrar/contract/names.ts';
import { TenantRecordSchema } from '../../registrar/contract/tenant-record.ts';
import { BUCKET, createManagementAccount, type ManagementAccount, TABLE } from './management-account.ts';
import { type EventOptions, registrationEvent } from './registration-events.ts';

type Handler = typeof import('../../registrar/registrar.lambda.ts').handler;

const before = { ...process.env };
const printed: string[] = [];
let account: ManagementAccount;
let handler: Handler;
let sequence = Date.now();

beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => Boolean(printed.push(String(line))));
});

beforeEach(async () => {
  await account?.aws.stop();
  account = await createManagementAccount();
  Object.assign(process.env, account.environment);
  vi.resetModules();
  ({ handler } = await import('../../registrar/registrar.lambda.ts'));
  printed.length = 0;
});

afterAll(async () => {
  vi.restoreAllMocks();
  process.env = before;
  await account.aws.stop();
});

const context = {
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:111111111111:function:Registrar',
} as Context;

/** A batch as Lambda's event source mapping delivers it from a FIFO queue. */
function batch(...bodies: readonly unknown[]): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `m${index}-${crypto.randomUUID()}`,
      receiptHandle:
        'AQEBJQ+/u6NsnT5t8Q/VbVxgdUl4TMKZ5FqhksRdIQvLBhwNvADoBxYSOVeCBXdnS9P+erlTtwEALHsnBXynkfPLH3BOUqmg',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: {
        ApproximateReceiveCount: '1',
        AWSTraceHeader: 'Root=1-5f0c2d7e-0123456789abcdef01234567',
        SentTimestamp: '1795435200000',
        SequenceNumber: '18849496460467696128',
        MessageGroupId: 'registrations',
        SenderId: 'AIDAIO23YVJENQZJOL4VO',
        MessageDeduplicationId: `d${index}`,
        ApproximateFirstReceiveTimestamp: '1795435200100',
      },
      messageAttributes: {},
      md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:111111111111:registrations.fifo',
      awsRegion: 'us-east-1',
    })),
  };
}

/** A registration of now; each later than the one before. */
function event(options: EventOptions = {}) {
  sequence += 1;
  const time = `${new Date().toISOString().slice(0, 19)}Z`;
  return registrationEvent({ time, sequence, id: crypto.randomUUID(), ...options });
}

const globex = { tenantId: 'globex', accountId: '333333333333', region: 'eu-west-1' };

async function register(...bodies: readonly unknown[]) {
  return (await handler(batch(...bodies), context)).batchItemFailures;
}

async function recordOf(tenantId: string) {
  const items = DynamoDBDocumentClient.from(new DynamoDBClient(account.operator));
  return (await items.send(new GetCommand({ TableName: TABLE, Key: { pk: tenantId } }))).Item;
}

async function policyText(): Promise<string | undefined> {
  const s3 = new S3Client(account.operator);
  return (await s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET }))).Policy;
}

/** S3's answer when the tenant's delivery role writes an object of events. */
async function deliver(tenant: 'acme' | 'globex', prefixOf = tenant): Promise<string> {
  const accountId = prefixOf === 'acme' ? '222222222222' : '333333333333';
  const Key = `accountId=${accountId}/date=2026-11-23/events.gz`;
  try {
    await new S3Client(account.deliveryOf(tenant)).send(
      new PutObjectCommand({ Bucket: BUCKET, Key, Body: '{}' }),
    );
    return 'written';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

test('a tenant can deliver events from its registration until it deregisters; the other tenant is untouched', async () => {
  expect(await deliver('acme')).toBe('AccessDenied');
  expect(await register(event(), event(globex))).toEqual([]);
  expect(await deliver('acme')).toBe('written');
  expect(await deliver('acme', 'globex')).toBe('AccessDenied');

  await register(event({ eventName: 'Delete' }));
  expect(await deliver('acme')).toBe('AccessDenied');
  expect(await deliver('globex')).toBe('written');
});

test('leaves a record as the router reads it', async () => {
  await register(event());
  expect(v.parse(TenantRecordSchema, await recordOf('acme'))).toMatchObject({
    pk: 'acme',
    accountId: '222222222222',
    region: 'us-east-1',
    registration: 'Registered',
    revision: 1,
  });
});

test('sends what it refuses to the dead-letter queue with the reason, and goes on', async () => {
  await register(event());
  const stranger = event({ accountId: '333333333333', eventName: 'Delete' });
  expect(await register(stranger, event(globex))).toEqual([]);

  const [letter, ...more] = account.aws.sqs.peek(account.deadLettersArn);
  expect(more).toEqual([]);
  expect(JSON.parse(letter?.body ?? '')).toEqual(stranger);
  expect(JSON.stringify(letter)).toContain('TenantHeldByAnotherAccount');
  expect((await recordOf('acme'))?.accountId).toBe('222222222222');
  expect((await recordOf('globex'))?.registration).toBe('Registered');
});

test('keeps the beginning of an oversized message', async () => {
  await register(event({ detail: { padding: 'ü'.repeat(500_000) } }));
  const [letter] = account.aws.sqs.peek(account.deadLettersArn);
  expect(letter?.body).toMatch(/^\{"version":"0"/);
  expect(Buffer.byteLength(letter?.body ?? '')).toBeLessThan(20_000);
});

test('sends a refused message that comes again only once', async () => {
  const again = batch('{');
  await handler(again, context);
  await handler(again, context);
  expect(account.aws.sqs.peek(account.deadLettersArn)).toHaveLength(1);
});

describe('a passing fault', () => {
  test('of DynamoDB sends the message and those behind it back, and dead-letters none', async () => {
    const target = { service: 'dynamodb', operation: 'UpdateItem' };
    account.aws.kernel.faults.inject(target, { kind: 'error', code: 'InternalServerError', status: 500 });
    const failed = await register(event(), event(globex));
    expect(failed).toHaveLength(2);
    expect(account.aws.sqs.peek(account.deadLettersArn)).toEqual([]);
  });

  test('of S3 sends back the change that the policy waits for, and the second time heals it', async () => {
    const target = { service: 's3', operation: 'PutBucketPolicy' };
    account.aws.kernel.faults.inject(target, { kind: 'error', code: 'SlowDown', status: 503 });
    const message = event();
    expect(await register(message)).toHaveLength(1);
    expect(await deliver('acme')).toBe('AccessDenied');
    expect(await register(message)).toEqual([]);
    expect(await deliver('acme')).toBe('written');
  });

  test('in which a write took effect and its answer was lost changes nothing in the end', async () => {
    const target = { service: 'dynamodb', operation: 'UpdateItem' };
    account.aws.kernel.faults.inject(target, { kind: 'reset', when: 'processed' });
    const message = event();
    expect(await register(message)).toHaveLength(1);
    expect(await register(message)).toEqual([]);
    expect(await deliver('acme')).toBe('written');
    expect((await recordOf('acme'))?.revision).toBe(1);
  });
});

test('a reconcile message restores an overwritten policy, and keeps the added statement', async () => {
  await register(event());
  const theirs = {
    Sid: 'Theirs',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111111111111:root' },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${BUCKET}/*`,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [theirs] });
  await new S3Client(account.operator).send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy }));
  expect(await deliver('acme')).toBe('AccessDenied');

  await register(reconcileMessage('operator'));
  expect(await deliver('acme')).toBe('written');
  expect(await policyText()).toContain('"Theirs"');
});

test('goes on registering when S3 refuses the policy because of a statement about a deleted role', async () => {
  const { iam } = account.aws.kernel;
  const trust = { Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sts:AssumeRole' } as const;
  const analyst = iam.createRole('111111111111', {
    roleName: 'Analyst',
    assumeRolePolicy: { Version: '2012-10-17', Statement: trust },
  });
  const Resource = `arn:aws:s3:::${BUCKET}/*`;
  const theirs = { Effect: 'Allow', Principal: { AWS: analyst.arn }, Action: 's3:GetObject', Resource };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [theirs] });
  await new S3Client(account.operator).send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy }));
  iam.deleteRole(analyst.arn);

  expect(await register(event())).toEqual([]);
  expect((await recordOf('acme'))?.registration).toBe('Registered');
  expect(printed.join('')).toMatch(/"BucketPolicyRefused":1/);
});

test('writes no policy that S3 already has, in S3’s own spelling', async () => {
  await register(event());
  account.aws.kernel.calls.clear();
  vi.resetModules();
  const another = (await import('../../registrar/registrar.lambda.ts')).handler;
  await another(batch(reconcileMessage('schedule')), context);
  expect(account.aws.kernel.calls.count({ operation: 'GetBucketPolicy' })).toBe(1);
  expect(account.aws.kernel.calls.count({ operation: 'PutBucketPolicy' })).toBe(0);
});

test('registering tenant 1,001 costs the same calls as tenant 1', async () => {
  const callsOf = async (tenantId: string, accountId: string) => {
    account.aws.kernel.calls.clear();
    expect(await register(event({ tenantId, accountId }))).toEqual([]);
    return account.aws.kernel.calls.matching().map(({ operation }) => operation);
  };
  const first = await callsOf('first', '500000000000');
  const items = DynamoDBDocumentClient.from(new DynamoDBClient(account.operator));
  const { pk: _, ...like } = (await recordOf('first')) ?? {};
  for (let from = 0; from < 1000; from += 25) {
    const puts = Array.from({ length: 25 }, (_, index) => ({
      PutRequest: {
        Item: { ...like, pk: `tenant-${from + index}`, accountId: String(600_000_000_000 + from + index) },
      },
    }));
    await items.send(new BatchWriteCommand({ RequestItems: { [TABLE]: puts } }));
  }
  expect(first).toEqual(['GetItem', 'Scan', 'UpdateItem', 'Scan', 'GetBucketPolicy', 'PutBucketPolicy']);
  expect(await callsOf('last', '700000000000')).toEqual(first);
  expect(await policyText()).toContain('600000000999');
});

test('prints metrics under one dimension, and lines that name neither role nor secret', async () => {
  await register(event(), '{');
  const lines = printed.flatMap((text) => text.split('\n')).filter((line) => line.startsWith('{'));
  const parsed = lines.map((line) => JSON.parse(line));
  const metrics = parsed.find((line) => '_aws' in line);
  expect(metrics).toMatchObject({
    service: 'registrar',
    RegistrationApplied: 1,
    RegistrationRefused: 1,
    GrantedAccounts: 1,
    BucketPolicyWritten: 1,
    BucketPolicyBytes: expect.any(Number),
    // The alarm BucketPolicyNotWritten adds them up: without zeros it would have no data while all is well.
    BucketPolicyTooLarge: 0,
    BucketPolicyRefused: 0,
  });
  expect(metrics._aws.CloudWatchMetrics[0].Metrics).toEqual(
    expect.arrayContaining([
      { Name: 'BucketPolicyTooLarge', Unit: 'Count' },
      { Name: 'BucketPolicyRefused', Unit: 'Count' },
    ]),
  );
  expect(parsed).toContainEqual(
    expect.objectContaining({
      level: 'INFO',
      decision: 'apply',
      tenantId: 'acme',
      accountId: '222222222222',
    }),
  );
  expect(parsed).toContainEqual(expect.objectContaining({ level: 'ERROR', reason: 'Malformed' }));
  expect(lines.join()).not.toMatch(/arn:aws:iam|local-management-secret/);
});
