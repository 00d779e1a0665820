import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MANAGEMENT, Storage, s3Client, TENANT } from './storage.rig.ts';

const Bucket = 'events-of-objects-test';
const storage = new Storage();

beforeAll(async () => {
  await storage.listen();
  storage.s3.createBucket(MANAGEMENT, Bucket);
});
afterAll(() => storage.close());

describe('objects', () => {
  it('are returned byte for byte, with their metadata and checksum', async () => {
    const client = s3Client(storage.as(MANAGEMENT));
    const body = Buffer.from([0, 1, 255, 13, 10, 48, 13, 10]);
    const put = await client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'a b/ü+&.bin',
        Body: body,
        ContentType: 'application/json',
        Metadata: { tenant: 'acme' },
      }),
    );
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'a b/ü+&.bin' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(body);
    expect(got).toMatchObject({
      ContentType: 'application/json',
      Metadata: { tenant: 'acme' },
      ETag: put.ETag,
      ChecksumCRC32: put.ChecksumCRC32,
    });
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a b/ü+&.bin' }));
    expect(head.ContentLength).toBe(body.length);
  });

  it('may be sent as a stream, which clients frame as aws-chunked', async () => {
    const client = s3Client(storage.as(MANAGEMENT));
    const parts = ['first,', 'second'];
    await client.send(
      new PutObjectCommand({ Bucket, Key: 'stream', Body: Readable.from(parts), ContentLength: 12 }),
    );
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'stream' }));
    expect(await got.Body?.transformToString()).toBe('first,second');
    expect(got.ContentEncoding).toBeUndefined();
  });

  it.each(['CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'are refused when their %s checksum does not fit',
    async (algorithm) => {
      const client = s3Client(storage.as(MANAGEMENT));
      const wrong = { [`Checksum${algorithm}`]: 'AAAAAA==' };
      await expect(
        client.send(new PutObjectCommand({ Bucket, Key: 'broken', Body: 'text', ...wrong })),
      ).rejects.toMatchObject({ name: 'BadDigest' });
    },
  );

  // Check values of the CRC catalogue for the nine bytes "123456789".
  it.each([
    ['ChecksumCRC32C', 'e3069283'],
    ['ChecksumCRC64NVME', 'ae8b14860a799888'],
  ])('are accepted with the right %s', async (member, hex) => {
    const client = s3Client(storage.as(MANAGEMENT));
    const right = { [member]: Buffer.from(hex, 'hex').toString('base64') };
    const answer = await client.send(
      new PutObjectCommand({ Bucket, Key: 'checked', Body: '123456789', ...right }),
    );
    expect(answer).toMatchObject(right);
  });

  it('are gone after DeleteObject, which succeeds a second time', async () => {
    const client = s3Client(storage.as(MANAGEMENT));
    await client.send(new PutObjectCommand({ Bucket, Key: 'short-lived', Body: 'x' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'short-lived' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'short-lived' }));
    await expect(client.send(new GetObjectCommand({ Bucket, Key: 'short-lived' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'short-lived' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('that are missing look forbidden to a caller who may not list the bucket', async () => {
    const reader = s3Client(
      storage.asRole(MANAGEMENT, 'Reader', {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${Bucket}/*`,
      }),
    );
    await expect(reader.send(new GetObjectCommand({ Bucket, Key: 'missing' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('accept no ACL except bucket-owner-full-control', async () => {
    const client = s3Client(storage.as(MANAGEMENT));
    const put = (ACL: 'public-read' | 'bucket-owner-full-control') =>
      client.send(new PutObjectCommand({ Bucket, Key: 'acl', Body: 'x', ACL }));
    await expect(put('public-read')).rejects.toMatchObject({ name: 'AccessControlListNotSupported' });
    await expect(put('bucket-owner-full-control')).resolves.toBeDefined();
  });
});

describe('listings', () => {
  const listed = 'listings-of-objects-test';

  beforeAll(() => {
    storage.s3.createBucket(MANAGEMENT, listed);
    for (const key of ['b/2', 'a/1', 'a/2', 'a/x/3', 'top', 'ä&<>'])
      storage.s3.putObject(storage.operator(MANAGEMENT), listed, key, Buffer.from('12345'));
  });

  it('are grouped by the delimiter', async () => {
    const client = s3Client(storage.as(MANAGEMENT));
    const top = await client.send(new ListObjectsV2Command({ Bucket: listed, Delimiter: '/' }));
    expect(top.CommonPrefixes).toEqual([{ Prefix: 'a/' }, { Prefix: 'b/' }]);
    expect(top.Contents?.map(({ Key }) => Key)).toEqual(['top', 'ä&<>']);
    const inside = await client.send(
      new ListObjectsV2Command({ Bucket: listed, Delimiter: '/', Prefix: 'a/' }),
    );
    expect(inside.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([
      ['a/1', 5],
      ['a/2', 5],
    ]);
    expect(inside.CommonPrefixes).toEqual([{ Prefix: 'a/x/' }]);
  });

  it('go page by page through every key once', async () => {
    const client = s3Client(storage.as(MANAGEMENT));
    const keys: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client, pageSize: 2 }, { Bucket: listed })) {
      expect(page.KeyCount).toBeLessThanOrEqual(2);
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
    }
    expect(keys).toEqual(['a/1', 'a/2', 'a/x/3', 'b/2', 'top', 'ä&<>']);
  });

  it('are limited to a prefix by the condition s3:prefix', async () => {
    const lister = s3Client(
      storage.asRole(MANAGEMENT, 'Lister', {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: `arn:aws:s3:::${listed}`,
        Condition: { StringLike: { 's3:prefix': 'a/*' } },
      }),
    );
    await expect(
      lister.send(new ListObjectsV2Command({ Bucket: listed, Prefix: 'a/' })),
    ).resolves.toMatchObject({ KeyCount: 3 });
    await expect(lister.send(new ListObjectsV2Command({ Bucket: listed }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});

describe('buckets', () => {
  it('are listed for their own account only', async () => {
    const own = await s3Client(storage.as(MANAGEMENT)).send(new ListBucketsCommand({}));
    expect(own.Buckets?.map(({ Name }) => Name)).toContain(Bucket);
    const foreign = await s3Client(storage.as(TENANT)).send(new ListBucketsCommand({}));
    expect(foreign.Buckets ?? []).toEqual([]);
  });

  it('say where they are from any Region, and redirect everything else there', async () => {
    const elsewhere = { accountId: MANAGEMENT.accountId, region: 'eu-west-1' };
    storage.s3.createBucket(elsewhere, 'bucket-in-ireland');
    const client = s3Client(storage.as(MANAGEMENT));
    const location = await client.send(new GetBucketLocationCommand({ Bucket: 'bucket-in-ireland' }));
    expect(location.LocationConstraint).toBe('eu-west-1');
    await expect(client.send(new HeadBucketCommand({ Bucket: 'bucket-in-ireland' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 301 },
      $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } },
    });
    const there = s3Client(storage.as(elsewhere));
    await expect(there.send(new HeadBucketCommand({ Bucket: 'bucket-in-ireland' }))).resolves.toMatchObject({
      BucketRegion: 'eu-west-1',
    });
  });

  it('are not of another owner than the one the caller expects', async () => {
    const client = s3Client(storage.as(MANAGEMENT));
    await expect(
      client.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: TENANT.accountId })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it('have no uploads in parts', async () => {
    const uploads = await s3Client(storage.as(MANAGEMENT)).send(new ListMultipartUploadsCommand({ Bucket }));
    expect(uploads).toMatchObject({ IsTruncated: false });
    expect(uploads.Uploads ?? []).toEqual([]);
  });

  it('answer S3 error codes for an unknown key and a wrong secret', async () => {
    const { credentials, ...options } = storage.as(MANAGEMENT);
    const attempt = (changes: Partial<typeof credentials>) =>
      s3Client({ ...options, credentials: { ...credentials, ...changes } }).send(new ListBucketsCommand({}));
    await expect(attempt({ accessKeyId: 'AKIANOBODY' })).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
    });
    await expect(attempt({ secretAccessKey: 'wrong' })).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
  });

  it('say so when an operation or a header is not simulated', async () => {
    const client = s3Client(storage.as(MANAGEMENT));
    const tagging = { TagSet: [{ Key: 'a', Value: 'b' }] };
    await expect(
      client.send(new PutObjectTaggingCommand({ Bucket, Key: 'stream', Tagging: tagging })),
    ).rejects.toMatchObject({ name: 'NotSimulatedException' });
    await expect(
      client.send(new GetObjectCommand({ Bucket, Key: 'stream', Range: 'bytes=0-1' })),
    ).rejects.toMatchObject({ name: 'NotSimulatedException' });
  });
});
