import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { TENANT } from '../s3/storage.rig.ts';
import type { Destination } from './delivery-stream.ts';
import { BUCKET, Streams } from './streams.rig.ts';

const PREFIX = `accountId=${TENANT.accountId}/`;
const HOUR = 3_600_000;

let streams: Streams;
let arn: string;
beforeEach(() => {
  streams = new Streams();
});

function create(changes: Partial<Destination> = {}): void {
  ({ arn } = streams.firehose.createDeliveryStream(TENANT, {
    name: 'events',
    roleArn: streams.roleArn,
    bucketArn: `arn:aws:s3:::${BUCKET}`,
    prefix: `${PREFIX}date=!{timestamp:yyyy-MM-dd}/`,
    errorOutputPrefix: `${PREFIX}errors/!{firehose:error-output-type}/`,
    bufferSeconds: 60,
    bufferMegabytes: 1,
    ...changes,
  }));
}

function put(...records: readonly string[]): void {
  const caller = streams.storage.operator(TENANT);
  streams.firehose.putRecords(
    caller,
    arn,
    records.map((record) => Buffer.from(record)),
  );
}

describe('a delivery stream', () => {
  it('gathers records for the interval and writes them as one object, without separators', async () => {
    create();
    put('{"n":1}');
    await streams.clock.advance(40_000);
    put('{"n":2}');
    await streams.clock.advance(19_999);
    expect(streams.keys).toEqual([]);
    await streams.clock.advance(1);
    expect(streams.bodies.map(String)).toEqual(['{"n":1}{"n":2}']);
    await streams.clock.advance(HOUR);
    expect(streams.keys).toHaveLength(1);
  });

  it('names the object by the arrival of its oldest record, in UTC', async () => {
    create();
    put('before midnight');
    await streams.clock.advance(60_000);
    expect(streams.keys[0]).toMatch(
      new RegExp(`^${PREFIX}date=2026-11-23/events-1-2026-11-23-23-59-30-[0-9a-f-]{36}$`),
    );
  });

  it('writes at once when the buffer has its size', async () => {
    create();
    put('x'.repeat(1_000_000));
    expect(streams.keys).toHaveLength(0);
    put('y'.repeat(48_576));
    expect(streams.bodies.map(({ length }) => length)).toEqual([1_048_576]);
  });

  it('writes with the session of its role, which the bucket owner sees', async () => {
    create();
    put('x');
    streams.firehose.flush();
    const [object] = streams.storage.s3.bucket(BUCKET).objects.values();
    expect(object?.writtenBy).toBe(
      `arn:aws:sts::${TENANT.accountId}:assumed-role/PinpointEventDeliveryRole/firehose`,
    );
  });

  it('compresses with gzip, and separates records with the delimiter asked for', async () => {
    create({ compression: 'GZIP', delimiter: '\n' });
    put('{"n":1}', '{"n":2}');
    streams.firehose.flush();
    expect(streams.keys[0]).toMatch(/\.gz$/);
    expect(streams.bodies.map((body) => gunzipSync(body).toString())).toEqual(['{"n":1}\n{"n":2}\n']);
  });

  it('puts year, month, day and hour behind a prefix that has no expression', () => {
    create({ prefix: PREFIX });
    put('x');
    streams.firehose.flush();
    expect(streams.keys[0]).toMatch(new RegExp(`^${PREFIX}2026/11/23/23/events-1-`));
  });

  it('counts the changes of its destination in the key', () => {
    create();
    streams.firehose.updateDestination(arn, {
      roleArn: streams.roleArn,
      bucketArn: `arn:aws:s3:::${BUCKET}`,
      prefix: `${PREFIX}!{firehose:random-string}/!{timestamp:HH'h'mm}/`,
      errorOutputPrefix: `${PREFIX}!{firehose:error-output-type}/`,
    });
    put('x');
    streams.firehose.flush();
    expect(streams.keys[0]).toMatch(new RegExp(`^${PREFIX}[A-Za-z0-9]{11}/23h59/events-2-`));
  });

  it.each([
    ['an error type in Prefix', { prefix: `${PREFIX}!{firehose:error-output-type}/` }],
    ['an ErrorOutputPrefix without error type', { errorOutputPrefix: 'errors/' }],
    ['expressions and no ErrorOutputPrefix', { errorOutputPrefix: undefined }],
    ['an unknown role', { roleArn: `arn:aws:iam::${TENANT.accountId}:role/Unknown` }],
  ])('is not made with %s', (_what, changes) => {
    expect(() => create(changes as Partial<Destination>)).toThrow(
      expect.objectContaining({ code: 'InvalidArgumentException' }),
    );
  });
});

describe('a refused delivery', () => {
  it.each<[string, () => void, () => void]>([
    [
      'the bucket policy',
      () => streams.storage.s3.clearBucketPolicy(BUCKET),
      () => streams.allowInBucket(['s3:PutObject', 's3:PutObjectAcl']),
    ],
    ['s3:PutObject', () => streams.allowRole(['s3:PutObjectAcl']), () => restoreRole()],
    ['s3:PutObjectAcl', () => streams.allowRole(['s3:PutObject']), () => restoreRole()],
    [
      's3:GetBucketLocation',
      () => streams.allowRole(['s3:PutObject', 's3:PutObjectAcl'], []),
      () => restoreRole(),
    ],
  ])('for want of %s keeps its records and succeeds later', async (_what, take, giveBack) => {
    create();
    take();
    put('kept');
    await streams.clock.advance(60_000);
    expect(streams.keys).toEqual([]);
    expect(streams.firehose.deliveryFailures(arn)).toMatchObject([
      { code: 'AccessDenied', records: 1, lost: false },
    ]);
    expect(streams.firehose.pendingRecords(arn)).toBe(1);
    giveBack();
    await streams.clock.advance(60_000);
    expect(streams.bodies.map(String)).toEqual(['kept']);
    expect(streams.keys[0]).toContain('date=2026-11-23/');
    expect(streams.firehose.pendingRecords(arn)).toBe(0);
  });

  it('is refused too when the role trusts Firehose no longer', async () => {
    create();
    const assumeRolePolicy = { Version: '2012-10-17' as const, Statement: [] };
    streams.storage.kernel.iam.updateRole(streams.roleArn, { assumeRolePolicy });
    put('kept');
    await streams.clock.advance(60_000);
    expect(streams.firehose.deliveryFailures(arn)).toMatchObject([{ code: 'AccessDeniedException' }]);
    expect(streams.firehose.pendingRecords(arn)).toBe(1);
  });

  it('does not hold up what comes after it', async () => {
    create();
    streams.storage.s3.clearBucketPolicy(BUCKET);
    put('first');
    await streams.clock.advance(60_000);
    put('second');
    streams.allowInBucket(['s3:PutObject', 's3:PutObjectAcl']);
    await streams.clock.advance(120_000);
    expect(streams.bodies.map(String).sort()).toEqual(['first', 'second']);
  });

  it('is given up after 24 hours, and says so', async () => {
    create();
    streams.storage.s3.clearBucketPolicy(BUCKET);
    put('lost');
    await streams.clock.advance(25 * HOUR);
    expect(streams.firehose.deliveryFailures(arn).at(-1)).toMatchObject({ records: 1, lost: true });
    expect(streams.firehose.pendingRecords(arn)).toBe(0);
    streams.allowInBucket(['s3:PutObject', 's3:PutObjectAcl']);
    await streams.clock.advance(HOUR);
    expect(streams.keys).toEqual([]);
  });

  it('is written to the error log with the same role', async () => {
    const { arn: groupArn } = streams.logs.createLogGroup(TENANT, { name: 'delivery-errors' });
    streams.logs.addLogStream(groupArn, 'S3Delivery');
    const logging = { Effect: 'Allow' as const, Action: 'logs:PutLogEvents', Resource: `${groupArn}:*` };
    streams.storage.kernel.iam.putRolePolicy(streams.roleArn, 'Log', {
      Version: '2012-10-17',
      Statement: logging,
    });
    create({ errorLog: { logGroupName: 'delivery-errors', logStreamName: 'S3Delivery' } });
    streams.storage.s3.clearBucketPolicy(BUCKET);
    put('x');
    streams.firehose.flush();
    const [line = '{}'] = streams.logs.lines(groupArn);
    expect(JSON.parse(line)).toMatchObject({ deliveryStreamARN: arn, errorCode: 'S3.AccessDenied' });
  });
});

function restoreRole(): void {
  streams.allowRole(['s3:PutObject', 's3:PutObjectAcl']);
}
