/**
 * The S3 actions a bucket policy may name, as far as this repository meets them ("Actions, resources, and condition
 * keys for Amazon S3"); S3 wants every statement's actions to fit its resources.
 */
const BUCKET_ACTIONS = [
  'DeleteBucket',
  'DeleteBucketPolicy',
  'GetBucketAcl',
  'GetBucketLocation',
  'GetBucketPolicy',
  'GetBucketPolicyStatus',
  'GetBucketVersioning',
  'ListBucket',
  'ListBucketMultipartUploads',
  'ListBucketVersions',
  'PutBucketAcl',
  'PutBucketPolicy',
  'PutLifecycleConfiguration',
];

const OBJECT_ACTIONS = [
  'AbortMultipartUpload',
  'DeleteObject',
  'DeleteObjectVersion',
  'GetObject',
  'GetObjectAcl',
  'GetObjectTagging',
  'GetObjectVersion',
  'ListMultipartUploadParts',
  'PutObject',
  'PutObjectAcl',
  'PutObjectTagging',
];

export interface ActionTargets {
  readonly bucket: boolean;
  readonly objects: boolean;
}

/** What an action pattern of a policy (`s3:Put*`) can be about; nothing when it fits no action that is known here. */
export function targetsOf(pattern: string): ActionTargets {
  if (pattern === '*') return { bucket: true, objects: true };
  const source = pattern.replace(/^s3:/i, '').replace(/\*/g, '.*').replace(/\?/g, '.');
  const fits = new RegExp(`^${source}$`, 'i');
  return {
    bucket: BUCKET_ACTIONS.some((action) => fits.test(action)),
    objects: OBJECT_ACTIONS.some((action) => fits.test(action)),
  };
}
