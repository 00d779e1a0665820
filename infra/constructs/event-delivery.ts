import { Aws, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Construct } from 'constructs';
import { DELIVERY_ACTIONS } from '../../registrar/contract/bucket-statements.ts';
import { DELIVERY_ROLE_NAME, eventPrefix } from '../../registrar/contract/names.ts';

export interface EventDeliveryProps {
  /** The central bucket, in the management account. */
  readonly bucketName: string;
  /**
   * How long Firehose gathers events before it writes an object.
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
    this.role = new Role(this, 'Role', {
      roleName: DELIVERY_ROLE_NAME,
      description: 'Amazon Data Firehose writes message events to the central bucket with it',
      // AWS's documented form; the source's account and ARN are documented for other services only.
      // https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#firehose-assume-role
      assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
        conditions: { StringEquals: { 'sts:ExternalId': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        // The other half is the bucket policy, which the registrar writes.
        Deliver: new PolicyDocument({
          statements: [
            new PolicyStatement({
              sid: 'UseOwnPrefix',
              actions: [...DELIVERY_ACTIONS.objects],
              resources: [`${bucketArn}/${prefix}*`],
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
    this.stream = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      extendedS3DestinationConfiguration: {
        bucketArn,
        roleArn: this.role.roleArn,
        prefix: `${prefix}date=!{timestamp:yyyy-MM-dd}/`,
        errorOutputPrefix: `${prefix}errors/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/`,
        bufferingHints: { intervalInSeconds: bufferSeconds, sizeInMBs: 1 },
        compressionFormat: 'UNCOMPRESSED',
        // End User Messaging puts no line end behind an event, or may stop to: readers need one record a line.
        processingConfiguration: {
          enabled: true,
          processors: [
            {
              type: 'AppendDelimiterToRecord',
              parameters: [{ parameterName: 'Delimiter', parameterValue: '\\n' }],
            },
          ],
        },
      },
    });
  }
}
