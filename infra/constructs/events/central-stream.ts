import { Aws } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { Construct } from 'constructs';
import { dayPrefix } from '../../../registrar/contract/names.ts';

/** "Amazon S3 prefix expressions": in UTC, of the oldest record of the object. */
const DAY = '!{timestamp:yyyy-MM-dd}';

export interface CentralStreamProps {
  /** The central bucket, in the management account. */
  readonly bucketName: string;
  /** `PinpointEventDeliveryRole`, which the bucket's policy admits. */
  readonly role: Role;
  /** This account's prefix in the bucket; ends with a slash. */
  readonly prefix: string;
  /** How long Firehose gathers records before it writes an object. */
  readonly bufferSeconds: number;
}

/** A stream of Amazon Data Firehose to a prefix of the central bucket. */
export class CentralStream extends CfnDeliveryStream {
  constructor(scope: Construct, id: string, { bucketName, role, prefix, bufferSeconds }: CentralStreamProps) {
    super(scope, id, {
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      extendedS3DestinationConfiguration: {
        bucketArn: `arn:${Aws.PARTITION}:s3:::${bucketName}`,
        roleArn: role.roleArn,
        prefix: `${prefix}${dayPrefix(DAY)}`,
        errorOutputPrefix: `${prefix}errors/!{firehose:error-output-type}/${dayPrefix(DAY)}`,
        bufferingHints: { intervalInSeconds: bufferSeconds, sizeInMBs: 1 },
        compressionFormat: 'UNCOMPRESSED',
        // End User Messaging ends no event with a line break, or may stop to do so, and readers need one record a line.
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
