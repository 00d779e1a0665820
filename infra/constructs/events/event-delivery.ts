import { Aws, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Construct } from 'constructs';
import { DELIVERY_ACTIONS } from '../../../registrar/contract/bucket-statements.ts';
import { DELIVERY_ROLE_NAME, eventPrefix, inboundPrefix } from '../../../registrar/contract/names.ts';
import { CentralStream } from './central-stream.ts';

export interface EventDeliveryProps {
  /** The central bucket, in the management account. */
  readonly bucketName: string;
  /**
   * How many seconds Firehose buffers events before it writes an object.
   *
   * @default 60
   */
  readonly bufferSeconds?: number;
}

/** Amazon Data Firehose to this account's prefix of the central bucket, with `PinpointEventDeliveryRole`. */
export class EventDelivery extends Construct {
  readonly role: Role;
  readonly stream: CfnDeliveryStream;

  constructor(scope: Construct, id: string, { bucketName, bufferSeconds = 60 }: EventDeliveryProps) {
    super(scope, id);
    const bucketArn = `arn:${Aws.PARTITION}:s3:::${bucketName}`;
    const prefix = eventPrefix(Aws.ACCOUNT_ID);
    const prefixes = [prefix, inboundPrefix(Aws.ACCOUNT_ID)];
    this.role = new Role(this, 'Role', {
      roleName: DELIVERY_ROLE_NAME,
      description: 'Amazon Data Firehose writes message events to the central bucket with it',
      // This form is AWS's for Firehose; aws:SourceAccount and aws:SourceArn are documented for other services only.
      // https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#firehose-assume-role
      assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
        conditions: { StringEquals: { 'sts:ExternalId': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        // The bucket policy, which the registrar writes, must allow the same.
        Deliver: new PolicyDocument({
          statements: [
            new PolicyStatement({
              sid: 'UseOwnPrefix',
              actions: [...DELIVERY_ACTIONS.objects],
              resources: prefixes.map((own) => `${bucketArn}/${own}*`),
            }),
            new PolicyStatement({
              sid: 'DescribeBucket',
              actions: [...DELIVERY_ACTIONS.bucket, DELIVERY_ACTIONS.ownPrefix],
              resources: [bucketArn],
            }),
          ],
        }),
      },
    });
    Validations.of(this.role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${bucketName}/${eventPrefix('<AWS::AccountId>')}*]`,
      reason: "Firehose makes the object keys; they lie under this account's prefix.",
    });
    Validations.of(this.role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${bucketName}/${inboundPrefix('<AWS::AccountId>')}*]`,
      reason: 'The same, for texts from phones.',
    });
    this.stream = new CentralStream(this, 'Stream', {
      bucketName,
      prefix,
      bufferSeconds,
      role: this.role,
    });
  }
}
