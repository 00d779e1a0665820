import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { eventBucketName } from '../../registrar/contract/names.ts';
import type { NodeFunction } from './node-function.ts';

const CLOSED = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  encryption: BucketEncryption.S3_MANAGED,
  // But not a first deployment that fails: the next one could not make a bucket of the same name.
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
} as const;

/**
 * The central bucket of all tenants' message events, and a bucket for its access log. Both outlive the stack.
 *
 * The event bucket has no policy here: the registrar computes the whole of it from the tenants' table, and a second
 * author (`enforceSSL`, `autoDeleteObjects`) would take all grants away at the next deployment.
 */
export class EventBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...CLOSED,
      enforceSSL: true,
      lifecycleRules: [
        {
          id: 'Expire',
          expiration: Duration.days(90),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    this.bucket = new Bucket(this, 'Events', {
      ...CLOSED,
      bucketName: eventBucketName(Aws.ACCOUNT_ID, Aws.REGION),
      serverAccessLogsBucket: accessLogs,
      lifecycleRules: [
        {
          id: 'MoveToColderStorage',
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          transitions: [
            { storageClass: StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(30) },
          ],
        },
      ],
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S10',
      reason: 'The registrar writes the bucket policy, whose first statement refuses requests without TLS.',
    });
    Validations.of(accessLogs).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'This bucket holds the access log itself.',
    });
  }

  /** The registrar is the policy's only author. */
  grantWritePolicy(registrar: NodeFunction): void {
    registrar.allow(
      new PolicyStatement({
        sid: 'WriteBucketPolicy',
        actions: ['s3:GetBucketPolicy', 's3:PutBucketPolicy'],
        resources: [this.bucket.bucketArn],
      }),
    );
  }

  grantReadPolicy(reader: NodeFunction): void {
    reader.allow(
      new PolicyStatement({
        sid: 'ReadBucketPolicy',
        actions: ['s3:GetBucketPolicy'],
        resources: [this.bucket.bucketArn],
      }),
    );
  }
}
