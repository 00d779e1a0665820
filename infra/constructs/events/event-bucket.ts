import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { eventBucketName } from '../../../registrar/contract/names.ts';
import type { NodeFunction } from '../functions/node-function.ts';
import type { ReaderQueue } from '../messages/reader-queue.ts';

/** The beginning of every account's prefix. */
const EVENT_PREFIX = 'accountId=';
const INBOUND_PREFIX = 'inbound/';

const CLOSED = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  encryption: BucketEncryption.S3_MANAGED,
  // Except when the first deployment fails: the next one could not create a bucket of the same name.
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
} as const;

export interface EventBucketProps {
  /** For how many days texts from phones are kept. */
  readonly inboundRetentionDays: number;
  /**
   * For how many days message events are kept.
   *
   * @default - without limit
   */
  readonly eventRetentionDays?: number;
  /**
   * The queue that gets a message for each new object.
   *
   * @default - no notifications
   */
  readonly newObjects?: ReaderQueue;
}

/**
 * The central bucket of all tenants' message events, and a bucket for its access log. Both outlive the stack.
 *
 * The event bucket has no policy here: the registrar computes the whole policy from the tenants table. A policy by CDK
 * (`enforceSSL`, `autoDeleteObjects`) would remove all grants at the next deployment.
 */
export class EventBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: EventBucketProps) {
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
        {
          id: 'ExpireInboundMessages',
          prefix: INBOUND_PREFIX,
          expiration: Duration.days(props.inboundRetentionDays),
        },
        ...(props.eventRetentionDays === undefined
          ? []
          : [
              {
                id: 'ExpireEvents',
                prefix: EVENT_PREFIX,
                expiration: Duration.days(props.eventRetentionDays),
              },
            ]),
      ],
    });
    if (props.newObjects !== undefined) this.#notify(props.newObjects);
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S10',
      reason: 'The registrar writes the bucket policy, whose first statement refuses requests without TLS.',
    });
    Validations.of(accessLogs).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'This bucket holds the access log itself.',
    });
  }

  /**
   * Notifications in the template itself, because the construct library would set them with a Python function of its
   * own. S3 tests the queue when it is set, so the queue's policy comes first and names the bucket by its ARN.
   */
  #notify({ queue }: ReaderQueue): void {
    queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'NewObjects',
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          ArnEquals: { 'aws:SourceArn': bucketArnOf(Aws.PARTITION, Aws.ACCOUNT_ID, Aws.REGION) },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
    );
    const bucket = this.bucket.node.defaultChild as CfnBucket;
    bucket.notificationConfiguration = {
      queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: queue.queueArn }],
    };
    bucket.node.addDependency(queue);
  }

  /** Only events: neither Firehose's error records nor listing the bucket. */
  grantReadEvents(reader: NodeFunction): void {
    const patterns = [`${EVENT_PREFIX}*`, `${INBOUND_PREFIX}*`];
    reader.allow(
      new PolicyStatement({
        sid: 'ReadEvents',
        actions: ['s3:GetObject'],
        resources: patterns.map(
          (pattern) => `${bucketArnOf(Aws.PARTITION, Aws.ACCOUNT_ID, Aws.REGION)}/${pattern}`,
        ),
      }),
    );
    for (const pattern of patterns) {
      Validations.of(reader.role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${bucketArnOf('<AWS::Partition>', '<AWS::AccountId>', '<AWS::Region>')}/${pattern}]`,
        reason: 'The objects of all tenant accounts are what it reads.',
      });
    }
  }

  /** The registrar is the only writer of the policy. */
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

/** A fixed name instead of a reference: resources that the bucket depends on can use it. */
function bucketArnOf(partition: string, accountId: string, region: string): string {
  return `arn:${partition}:s3:::${eventBucketName(accountId, region)}`;
}
