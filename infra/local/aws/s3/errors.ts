import { AwsError } from '../core/aws-error.ts';

/** S3's error codes ("Error responses", list of error codes) with their statuses. */
const STATUS = {
  AccessControlListNotSupported: 400,
  AccessDenied: 403,
  BadDigest: 400,
  BucketAlreadyExists: 409,
  BucketNotEmpty: 409,
  InvalidArgument: 400,
  InvalidBucketAclWithObjectOwnership: 400,
  InvalidBucketName: 400,
  InvalidRequest: 400,
  KeyTooLongError: 400,
  MalformedPolicy: 400,
  MethodNotAllowed: 405,
  NoSuchBucket: 404,
  NoSuchBucketPolicy: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  PermanentRedirect: 301,
  PolicyTooLarge: 400,
} as const satisfies Record<string, number>;

export function s3Error(
  code: keyof typeof STATUS,
  message: string,
  members: Record<string, unknown> = {},
): AwsError {
  return new AwsError(code, message, { status: STATUS[code], members });
}
