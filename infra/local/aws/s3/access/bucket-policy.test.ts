import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Statement } from '../../core/policy.ts';
import { MANAGEMENT, ORGANIZATION_ID, policy, STRANGER, Storage, s3Client, TENANT } from '../storage.rig.ts';

const Bucket = 'events-of-policy-test';
const ARN = `arn:aws:s3:::${Bucket}`;
const OBJECTS = `${ARN}/*`;
const storage = new Storage();

beforeAll(() => storage.listen());
afterAll(() => storage.close());
beforeEach(() => {
  storage.s3.createBucket(MANAGEMENT, Bucket);
  return () => {
    storage.s3.bucket(Bucket).objects.clear();
    storage.s3.deleteBucket(Bucket);
  };
});

function put(...statements: readonly Statement[]) {
  return putText(JSON.stringify(policy(...statements)));
}

function putText(Policy: string) {
  return s3Client(storage.as(MANAGEMENT)).send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

const TLS_ONLY: Statement = {
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [ARN, OBJECTS],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

/** Lets the tenant account write below its own prefix, as the registrar does it: by conditions, not principals. */
const OWN_PREFIX: Statement = {
  Sid: 'OwnPrefix',
  Effect: 'Allow',
  Principal: '*',
  Action: ['s3:PutObject', 's3:PutObjectAcl', 's3:AbortMultipartUpload'],
  Resource: [`${ARN}/accountId=\${aws:PrincipalAccount}/*`],
  Condition: {
    StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION_ID, 'aws:PrincipalAccount': [TENANT.accountId] },
  },
};

describe('PutBucketPolicy', () => {
  it('keeps the meaning, not the text', async () => {
    const client = s3Client(storage.as(MANAGEMENT));
    await putText(JSON.stringify(policy(TLS_ONLY, OWN_PREFIX), undefined, 2));
    const { Policy = '' } = await client.send(new GetBucketPolicyCommand({ Bucket }));
    expect(JSON.parse(Policy)).toEqual(
      policy(TLS_ONLY, {
        ...OWN_PREFIX,
        Resource: `${ARN}/accountId=\${aws:PrincipalAccount}/*`,
        Condition: {
          StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION_ID, 'aws:PrincipalAccount': TENANT.accountId },
        },
      }),
    );
    await client.send(new DeleteBucketPolicyCommand({ Bucket }));
    await expect(client.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
  });

  const allow = (changes: object) => JSON.stringify(policy({ ...TLS_ONLY, ...changes }));
  it.each<[string, string, string]>([
    ['no JSON', 'allow all', "first byte must be '{'"],
    ['broken JSON', '{"Version":', 'invalid Json'],
    ['a statement without principal', allow({ Principal: undefined }), 'Missing required field Principal'],
    [
      'a role that does not exist',
      allow({ Principal: { AWS: `arn:aws:iam::${TENANT.accountId}:role/Gone` } }),
      'Invalid principal',
    ],
    ['an account that does not exist', allow({ Principal: { AWS: '444444444444' } }), 'Invalid principal'],
    [
      'a role ARN with a wildcard',
      allow({ Principal: { AWS: `arn:aws:iam::${TENANT.accountId}:role/*` } }),
      'Invalid principal',
    ],
    ['another bucket', allow({ Resource: 'arn:aws:s3:::somebody-elses/*' }), 'invalid resource'],
    ['another service', allow({ Action: 'sqs:SendMessage' }), 'invalid action'],
    [
      'an object action on the bucket alone',
      allow({ Action: 's3:PutObject', Resource: ARN }),
      'does not apply',
    ],
    [
      'a bucket action on objects alone',
      allow({ Action: 's3:ListBucket', Resource: OBJECTS }),
      'does not apply',
    ],
    ['an unknown operator', allow({ Condition: { StringSortOf: { 'aws:userid': 'x' } } }), 'StringSortOf'],
    [
      'a key of another service',
      allow({ Condition: { StringEquals: { 'sqs:Name': 'x' } } }),
      'condition key',
    ],
  ])('refuses %s', async (_what, text, reason) => {
    await expect(putText(text)).rejects.toMatchObject({
      name: 'MalformedPolicy',
      message: expect.stringContaining(reason),
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('accepts 20,480 bytes and not one more', async () => {
    const padded = (length: number) => {
      const text = JSON.stringify({ ...policy(TLS_ONLY), Id: '' });
      return JSON.stringify({ ...policy(TLS_ONLY), Id: 'i'.repeat(length - text.length) });
    };
    await expect(putText(padded(20_480))).resolves.toBeDefined();
    await expect(putText(padded(20_481))).rejects.toMatchObject({ name: 'PolicyTooLarge' });
  });

  it('is not for other accounts, even where the policy grants it', async () => {
    const tenant = s3Client(storage.as(TENANT));
    const attempt = () => tenant.send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' }));
    await expect(attempt()).rejects.toMatchObject({ name: 'AccessDenied' });
    await put({
      Effect: 'Allow',
      Principal: { AWS: TENANT.accountId },
      Action: 's3:PutBucketPolicy',
      Resource: ARN,
    });
    await expect(attempt()).rejects.toMatchObject({ name: 'MethodNotAllowed' });
  });
});

describe('Block Public Access', () => {
  const grant = (changes: Partial<Statement>): Statement => ({
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: OBJECTS,
    ...changes,
  });

  it.each<[string, Statement]>([
    ['everybody', grant({})],
    ['everybody, as a list', grant({ Principal: { AWS: ['*', TENANT.accountId] } })],
    ['an organization by wildcard', grant({ Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-*' } } })],
    [
      'whoever has no organization',
      grant({ Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } } }),
    ],
    [
      'all but one account',
      grant({ Condition: { StringNotEquals: { 'aws:PrincipalAccount': '444444444444' } } }),
    ],
    [
      'a role name in any account',
      grant({ Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/R' } } }),
    ],
    [
      'a key that says nothing of the caller',
      grant({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    ],
  ])('refuses a grant to %s', async (_who, statement) => {
    await expect(put(TLS_ONLY, statement)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('BlockPublicPolicy'),
    });
  });

  it.each<[string, Statement]>([
    ['an account', grant({ Principal: { AWS: TENANT.accountId } })],
    ['a service', grant({ Principal: { Service: 'logging.s3.amazonaws.com' } })],
    ['an organization', grant({ Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION_ID } } })],
    [
      'accounts by condition',
      grant({ Condition: { StringEquals: { 'aws:PrincipalAccount': [TENANT.accountId] } } }),
    ],
    [
      'a source',
      grant({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:222222222222:t' } } }),
    ],
    ['an own prefix in an organization', OWN_PREFIX],
  ])('accepts a grant to %s', async (_who, statement) => {
    await put(TLS_ONLY, statement);
    const status = await s3Client(storage.as(MANAGEMENT)).send(new GetBucketPolicyStatusCommand({ Bucket }));
    expect(status.PolicyStatus?.IsPublic).toBe(false);
  });

  it('with RestrictPublicBuckets keeps a public policy from admitting other accounts', async () => {
    storage.s3.putObject(storage.operator(MANAGEMENT), Bucket, 'key', Buffer.from('x'));
    const open = { blockPublicPolicy: false, restrictPublicBuckets: false };
    const read = () => s3Client(storage.as(STRANGER)).send(new GetObjectCommand({ Bucket, Key: 'key' }));
    storage.s3.updateBucket(Bucket, { publicAccessBlock: open });
    await put(grant({}));
    await expect(read()).resolves.toBeDefined();
    storage.s3.updateBucket(Bucket, { publicAccessBlock: { ...open, restrictPublicBuckets: true } });
    await expect(read()).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('access across accounts', () => {
  const write: Statement = {
    Effect: 'Allow',
    Action: ['s3:PutObject', 's3:PutObjectAcl'],
    Resource: OBJECTS,
  };
  const attempt = (
    home: typeof TENANT,
    Key: string,
    statements: readonly Statement[],
    ACL?: 'bucket-owner-full-control',
  ) => {
    roles += 1;
    const roleName = `Writer${roles}`;
    const client = s3Client(storage.asRole(home, roleName, ...statements));
    return client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...(ACL && { ACL }) }));
  };
  let roles = 0;
  const denied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };
  const ownKey = `accountId=${TENANT.accountId}/date=2026-11-23/1`;

  it('needs the bucket policy and the identity policy', async () => {
    await expect(attempt(TENANT, ownKey, [write])).rejects.toMatchObject(denied);
    await put(TLS_ONLY, OWN_PREFIX);
    await expect(attempt(TENANT, ownKey, [])).rejects.toMatchObject(denied);
    await expect(attempt(TENANT, ownKey, [write])).resolves.toBeDefined();
    expect(storage.s3.bucket(Bucket).objects.get(ownKey)?.writtenBy).toContain(
      `arn:aws:sts::${TENANT.accountId}:assumed-role/Writer`,
    );
  });

  it('stays within the prefix and the organization that the policy names', async () => {
    await put(TLS_ONLY, OWN_PREFIX);
    await expect(attempt(TENANT, `accountId=${MANAGEMENT.accountId}/1`, [write])).rejects.toMatchObject(
      denied,
    );
    await expect(attempt(TENANT, 'elsewhere', [write])).rejects.toMatchObject(denied);
    await expect(attempt(STRANGER, `accountId=${STRANGER.accountId}/1`, [write])).rejects.toMatchObject(
      denied,
    );
  });

  it('with an ACL needs s3:PutObjectAcl too, on both sides', async () => {
    await put(TLS_ONLY, OWN_PREFIX);
    const withoutAcl = { ...write, Action: 's3:PutObject' };
    const acl = 'bucket-owner-full-control';
    await expect(attempt(TENANT, ownKey, [withoutAcl])).resolves.toBeDefined();
    await expect(attempt(TENANT, ownKey, [withoutAcl], acl)).rejects.toMatchObject(denied);
    await expect(attempt(TENANT, ownKey, [write], acl)).resolves.toBeDefined();
    await put(TLS_ONLY, { ...OWN_PREFIX, Action: 's3:PutObject' });
    await expect(attempt(TENANT, ownKey, [write], acl)).rejects.toMatchObject(denied);
  });

  it('ends for a role that is created again with the same name', async () => {
    const roleArn = `arn:aws:iam::${TENANT.accountId}:role/Named`;
    const attemptAsNamed = () =>
      s3Client(storage.asRole(TENANT, 'Named', write)).send(
        new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }),
      );
    const first = storage.asRole(TENANT, 'Named', write);
    await put({ ...OWN_PREFIX, Principal: { AWS: roleArn }, Resource: OBJECTS, Condition: {} });
    const writeAsFirst = new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' });
    await expect(s3Client(first).send(writeAsFirst)).resolves.toBeDefined();
    storage.kernel.iam.deleteRole(roleArn);
    await expect(attemptAsNamed()).rejects.toMatchObject(denied);
  });
});
