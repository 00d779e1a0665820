import type { SignedRequest } from '../../core/wire-service.ts';

/** A request to the REST API, with bucket and key decoded. */
export interface Route {
  /** The operation's name, or the request itself when it is not simulated. */
  readonly operation: string;
  readonly bucket: string;
  readonly key: string;
}

/** By method, target and the query parameter that selects the sub-resource. */
const OPERATIONS: Readonly<Record<string, string>> = {
  'GET service': 'ListBuckets',
  'HEAD bucket': 'HeadBucket',
  'GET bucket list-type': 'ListObjectsV2',
  'GET bucket location': 'GetBucketLocation',
  'GET bucket policy': 'GetBucketPolicy',
  'PUT bucket policy': 'PutBucketPolicy',
  'DELETE bucket policy': 'DeleteBucketPolicy',
  'GET bucket policyStatus': 'GetBucketPolicyStatus',
  'GET bucket publicAccessBlock': 'GetPublicAccessBlock',
  'GET bucket uploads': 'ListMultipartUploads',
  'GET object': 'GetObject',
  'HEAD object': 'HeadObject',
  'PUT object': 'PutObject',
  'DELETE object': 'DeleteObject',
  'DELETE object uploadId': 'AbortMultipartUpload',
};

/** Parameters of an answer's form; any other parameter selects a sub-resource. */
const PLAIN_PARAMETERS = new Set([
  'x-id',
  'prefix',
  'delimiter',
  'max-keys',
  'max-uploads',
  'max-buckets',
  'continuation-token',
  'start-after',
  'encoding-type',
  'fetch-owner',
]);

/** Path style, `/<bucket>/<key>`: SDKs address an endpoint with an IP address so. */
export function routeOf({ method, path, query }: SignedRequest): Route {
  const [, encodedBucket = '', encodedKey = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  const target = encodedBucket === '' ? 'service' : encodedKey === '' ? 'bucket' : 'object';
  const subResources = [...query.keys()].filter((name) => !PLAIN_PARAMETERS.has(name)).sort();
  const asked = [method, target, ...subResources].join(' ');
  return {
    operation: OPERATIONS[asked] ?? asked,
    bucket: decodeURIComponent(encodedBucket),
    key: decodeURIComponent(encodedKey),
  };
}
