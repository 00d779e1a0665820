import * as v from 'valibot';
import type { Properties, ResourceProviders, ResourceState } from '../cloudformation/resource-provider.ts';
import type { Bucket, BucketOptions } from './bucket.ts';
import { bucketArn } from './bucket.ts';
import { s3Error } from './errors.ts';
import type { S3 } from './s3.ts';

/** Notifications of every new object to queues; filters and other destinations are not simulated. */
const NotificationConfiguration = v.strictObject({
  QueueConfigurations: v.array(v.strictObject({ Event: v.literal('s3:ObjectCreated:*'), Queue: v.string() })),
});

/** Expirations by age and prefix; rules that move objects to colder storage or end uploads have no effect here. */
const LifecycleConfiguration = v.strictObject({
  Rules: v.array(
    v.strictObject({
      Id: v.optional(v.string()),
      Status: v.picklist(['Enabled', 'Disabled']),
      Prefix: v.optional(v.string(), ''),
      ExpirationInDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
      AbortIncompleteMultipartUpload: v.optional(v.looseObject({})),
      Transitions: v.optional(v.array(v.looseObject({}))),
    }),
  ),
});

const BucketProperties = v.object({
  AccessControl: v.optional(v.string()),
  BucketName: v.optional(v.string()),
  LifecycleConfiguration: v.optional(LifecycleConfiguration),
  NotificationConfiguration: v.optional(NotificationConfiguration),
  PublicAccessBlockConfiguration: v.optional(
    v.strictObject({
      BlockPublicAcls: v.optional(v.boolean(), false),
      BlockPublicPolicy: v.optional(v.boolean(), false),
      IgnorePublicAcls: v.optional(v.boolean(), false),
      RestrictPublicBuckets: v.optional(v.boolean(), false),
    }),
  ),
  OwnershipControls: v.optional(
    v.strictObject({
      Rules: v.strictTuple([
        v.strictObject({
          ObjectOwnership: v.picklist(['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter']),
        }),
      ]),
    }),
  ),
});

const BucketPolicyProperties = v.object({
  Bucket: v.string(),
  PolicyDocument: v.looseObject({}),
});

/** `AWS::S3::Bucket` and `AWS::S3::BucketPolicy`. */
export function s3Resources(s3: S3): ResourceProviders {
  return {
    'AWS::S3::Bucket': {
      properties: [
        'AccessControl',
        'BucketName',
        'LifecycleConfiguration',
        'NotificationConfiguration',
        'OwnershipControls',
        'PublicAccessBlockConfiguration',
      ],
      withoutLocalEffect: ['BucketEncryption', 'LoggingConfiguration', 'Tags', 'VersioningConfiguration'],
      replacedBy: ['BucketName'],
      async create(context, properties) {
        // Bucket names have no capitals and at most 63 characters.
        const name =
          v.parse(BucketProperties, properties).BucketName ?? context.generateName(63).toLowerCase();
        return bucketState(s3.createBucket(context, name, bucketOptions(properties)));
      },
      async update(_context, name, properties) {
        s3.updateBucket(name, bucketOptions(properties));
        return bucketState(s3.bucket(name));
      },
      async delete(_context, name) {
        s3.deleteBucket(name);
      },
    },

    'AWS::S3::BucketPolicy': {
      properties: ['Bucket', 'PolicyDocument'],
      replacedBy: ['Bucket'],
      async create(_context, properties) {
        return putPolicy(s3, properties);
      },
      async update(_context, _bucket, properties) {
        return putPolicy(s3, properties);
      },
      async delete(_context, bucket) {
        s3.clearBucketPolicy(bucket);
      },
    },
  };
}

function bucketOptions(properties: Properties): BucketOptions {
  const {
    AccessControl: acl,
    PublicAccessBlockConfiguration: block,
    OwnershipControls: controls,
    NotificationConfiguration: notified,
    LifecycleConfiguration: lifecycle,
  } = v.parse(BucketProperties, properties);
  const ownership = controls?.Rules[0].ObjectOwnership;
  if (
    acl !== undefined &&
    acl !== 'Private' &&
    (ownership ?? 'BucketOwnerEnforced') === 'BucketOwnerEnforced'
  )
    throw s3Error(
      'InvalidBucketAclWithObjectOwnership',
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    );
  return {
    ...(block && {
      publicAccessBlock: {
        blockPublicPolicy: block.BlockPublicPolicy,
        restrictPublicBuckets: block.RestrictPublicBuckets,
      },
    }),
    ...(ownership && { objectOwnership: ownership }),
    ...(notified && {
      notifications: notified.QueueConfigurations.map(({ Queue }) => ({ queueArn: Queue })),
    }),
    ...(lifecycle && {
      expirations: lifecycle.Rules.flatMap(({ Status, Prefix: prefix, ExpirationInDays: days }) =>
        Status === 'Enabled' && days !== undefined ? [{ prefix, days }] : [],
      ),
    }),
  };
}

function bucketState({ name, region }: Bucket): ResourceState {
  return {
    physicalId: name,
    attributes: {
      Arn: bucketArn(name),
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    },
  };
}

function putPolicy(s3: S3, properties: Properties): ResourceState {
  const { Bucket, PolicyDocument } = v.parse(BucketPolicyProperties, properties);
  s3.setBucketPolicy(Bucket, JSON.stringify(PolicyDocument));
  return { physicalId: Bucket, attributes: {} };
}
