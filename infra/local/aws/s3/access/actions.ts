/**
 * The S3 actions in bucket policies, as far as this repository uses them ("Actions, resources, and condition keys for
 * Amazon S3"); S3 requires every statement's actions to match its resources.
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

/** The resource types of an action pattern (`s3:Put*`); empty when it matches no known action. */
export function targetsOf(pattern: string): ActionTargets {
  if (pattern === '*') return { bucket: true, objects: true };
  const source = pattern.replace(/^s3:/i, '').replace(/\*/g, '.*').replace(/\?/g, '.');
  const fits = new RegExp(`^${source}$`, 'i');
  return {
    bucket: BUCKET_ACTIONS.some((action) => fits.test(action)),
    objects: OBJECT_ACTIONS.some((action) => fits.test(action)),
  };
}
