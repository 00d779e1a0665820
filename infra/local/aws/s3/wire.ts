import { notSimulated } from '../core/aws-error.ts';
import type { Reply, SignedRequest, WireService } from '../core/wire-service.ts';
import type { Iam } from '../iam/iam.ts';
import type { StoredObject } from './bucket.ts';
import { s3Error } from './errors.ts';
import type { S3 } from './s3.ts';
import { listedChecksum, verifyChecksums } from './wire/checksums.ts';
import { assertSimulatedHeaders, keptHeaders, objectHeaders } from './wire/object-headers.ts';
import type { Route } from './wire/routes.ts';
import { routeOf } from './wire/routes.ts';
import { renderS3Error, xmlReply } from './wire/xml.ts';

type Operation = (s3: S3, request: SignedRequest, route: Route, iam: Iam) => Reply;

const NO_CONTENT: Reply = { status: 204 };

/** The REST API's operations, mapped to the service's methods. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  ListBuckets(s3, { caller }, _route, iam) {
    if (caller.kind === 'service') throw notSimulated('ListBuckets by a service');
    iam.authorize({
      caller,
      action: 's3:ListAllMyBuckets',
      resource: '*',
      resourceAccountId: caller.accountId,
    });
    const Bucket = s3
      .listBuckets(caller)
      .map(({ name, createdAt }) => ({ Name: name, CreationDate: new Date(createdAt).toISOString() }));
    return xmlReply('ListAllMyBucketsResult', {
      Owner: { ID: caller.accountId },
      Buckets: { Bucket },
    });
  },

  HeadBucket(s3, { caller }, { bucket }) {
    return { status: 200, headers: { 'x-amz-bucket-region': s3.headBucket(caller, bucket).region } };
  },

  ListObjectsV2(s3, { caller, query }, { bucket }) {
    const maxKeys = query.get('max-keys');
    const options = {
      prefix: query.get('prefix') ?? '',
      ...(query.has('delimiter') && { delimiter: query.get('delimiter') ?? '' }),
      ...(maxKeys !== null && { maxKeys: parseMaxKeys(maxKeys) }),
      ...(query.has('start-after') && { startAfter: query.get('start-after') ?? '' }),
      ...(query.has('continuation-token') && { continuationToken: query.get('continuation-token') ?? '' }),
    };
    const { keys, commonPrefixes, nextContinuationToken } = s3.listObjects(caller, bucket, options);
    const { objects } = s3.bucket(bucket);
    const encodingType = query.get('encoding-type') ?? undefined;
    const encode = (text: string) => (encodingType === 'url' ? encodeURIComponent(text) : text);
    return xmlReply('ListBucketResult', {
      Name: bucket,
      Prefix: encode(options.prefix),
      Delimiter: options.delimiter && encode(options.delimiter),
      StartAfter: options.startAfter && encode(options.startAfter),
      EncodingType: encodingType,
      MaxKeys: options.maxKeys ?? 1000,
      KeyCount: keys.length + commonPrefixes.length,
      IsTruncated: nextContinuationToken !== undefined,
      ContinuationToken: options.continuationToken,
      NextContinuationToken: nextContinuationToken,
      Contents: keys.flatMap((key) => {
        const object = objects.get(key);
        return object === undefined ? [] : [listedObject(object, encode(key))];
      }),
      CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    });
  },

  GetBucketLocation(s3, { caller }, { bucket }) {
    const region = s3.getBucketLocation(caller, bucket);
    // The classic Region's location constraint is empty.
    return xmlReply('LocationConstraint', { '#text': region === 'us-east-1' ? '' : region });
  },

  GetBucketPolicy(s3, { caller }, { bucket }) {
    const body = s3.getBucketPolicy(caller, bucket);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  },

  PutBucketPolicy(s3, { caller, body, headers }, { bucket }) {
    verifyChecksums(body, headers);
    s3.putBucketPolicy(caller, bucket, body.toString());
    return NO_CONTENT;
  },

  DeleteBucketPolicy(s3, { caller }, { bucket }) {
    s3.deleteBucketPolicy(caller, bucket);
    return NO_CONTENT;
  },

  GetBucketPolicyStatus(s3, { caller }, { bucket }) {
    return xmlReply('PolicyStatus', { IsPublic: s3.getBucketPolicyStatus(caller, bucket) });
  },

  /** Without the two settings about ACLs, which have no effect here. */
  GetPublicAccessBlock(s3, { caller }, { bucket }) {
    const { blockPublicPolicy, restrictPublicBuckets } = s3.getPublicAccessBlock(caller, bucket);
    return xmlReply('PublicAccessBlockConfiguration', {
      BlockPublicPolicy: blockPublicPolicy,
      RestrictPublicBuckets: restrictPublicBuckets,
    });
  },

  ListMultipartUploads(s3, { caller, query }, { bucket }) {
    s3.listMultipartUploads(caller, bucket);
    return xmlReply('ListMultipartUploadsResult', {
      Bucket: bucket,
      Prefix: query.get('prefix') ?? undefined,
      MaxUploads: 1000,
      IsTruncated: false,
    });
  },

  AbortMultipartUpload(s3, { caller }, { bucket, key }) {
    return s3.abortMultipartUpload(caller, bucket, key);
  },

  PutObject(s3, { caller, body, headers }, { bucket, key }) {
    const checksums = verifyChecksums(body, headers);
    const acl = headers['x-amz-acl'];
    const object = s3.putObject(caller, bucket, key, body, {
      ...(acl !== undefined && { acl }),
      headers: { ...keptHeaders(headers), ...checksums },
    });
    return {
      status: 200,
      headers: { etag: object.etag, 'x-amz-server-side-encryption': 'AES256', ...checksums },
    };
  },

  GetObject(s3, { caller, headers }, { bucket, key }) {
    const object = s3.getObject(caller, bucket, key);
    const withChecksums = headers['x-amz-checksum-mode'] === 'ENABLED';
    return { status: 200, headers: objectHeaders(object, withChecksums), body: object.body };
  },

  HeadObject(s3, { caller, headers }, { bucket, key }) {
    const object = s3.getObject(caller, bucket, key);
    const withChecksums = headers['x-amz-checksum-mode'] === 'ENABLED';
    return {
      status: 200,
      headers: {
        ...objectHeaders(object, withChecksums),
        'content-length': String(object.body.length),
      },
    };
  },

  DeleteObject(s3, { caller }, { bucket, key }) {
    s3.deleteObject(caller, bucket, key);
    return NO_CONTENT;
  },
};

/** The REST API of S3. */
export function s3Wire(s3: S3, iam: Iam): WireService {
  return {
    scope: 's3',
    operationOf: (request) => routeOf(request).operation,
    async handle(request) {
      const route = routeOf(request);
      const operation = Object.hasOwn(OPERATIONS, route.operation) ? OPERATIONS[route.operation] : undefined;
      if (operation === undefined) throw notSimulated(`the S3 request ${route.operation}`);
      assertSimulatedHeaders(request.headers);
      if (route.bucket !== '') assertAddressed(s3, request, route);
      return operation(s3, request, route, iam);
    },
    renderError: renderS3Error,
  };
}

/** @throws AwsError PermanentRedirect when the request was signed for another Region than the bucket's */
function assertAddressed(
  s3: S3,
  { headers, region }: SignedRequest,
  { operation, bucket: name }: Route,
): void {
  const bucket = s3.bucket(name);
  const expectedOwner = headers['x-amz-expected-bucket-owner'];
  if (expectedOwner !== undefined && expectedOwner !== bucket.accountId)
    throw s3Error('AccessDenied', 'Access Denied');
  if (region !== bucket.region && operation !== 'GetBucketLocation')
    throw s3Error(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint.',
      { Bucket: name, Endpoint: `s3.${bucket.region}.amazonaws.com`, Region: bucket.region },
    );
}

function parseMaxKeys(text: string): number {
  const maxKeys = Number(text);
  if (!Number.isInteger(maxKeys) || maxKeys < 0)
    throw s3Error('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  return maxKeys;
}

function listedObject({ lastModified, etag, body, headers }: StoredObject, key: string) {
  return {
    Key: key,
    LastModified: new Date(lastModified).toISOString(),
    ETag: etag,
    Size: body.length,
    StorageClass: 'STANDARD',
    ...listedChecksum(headers),
  };
}
