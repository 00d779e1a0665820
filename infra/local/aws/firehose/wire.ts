import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { AwsError } from '../core/aws-error.ts';
import { parseInput } from '../core/protocols/json-input.ts';
import { jsonService } from '../core/protocols/json-protocol.ts';
import type { SignedRequest, WireService } from '../core/wire-service.ts';
import type { DeliveryStream } from './delivery-stream.ts';
import { deliveryStreamArn } from './delivery-stream.ts';
import type { Firehose } from './firehose.ts';

const MAX_BATCH_BYTES = 4 * 1_048_576;

const Name = v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/));
const Data = v.pipe(
  v.string(),
  v.base64(),
  v.transform((text) => Buffer.from(text, 'base64')),
);
const Stream = v.object({ DeliveryStreamName: Name });
const PutRecord = v.object({ DeliveryStreamName: Name, Record: v.object({ Data }) });
const PutRecordBatch = v.object({
  DeliveryStreamName: Name,
  Records: v.pipe(v.array(v.object({ Data })), v.minLength(1), v.maxLength(500)),
});

/** AWS JSON 1.1 of Firehose. CloudFormation creates the streams. */
export function firehoseWire(firehose: Firehose): WireService {
  return jsonService({
    scope: 'firehose',
    targetPrefix: 'Firehose_20150804',
    version: '1.1',
    operations: {
      PutRecord(input, request) {
        const { DeliveryStreamName, Record } = parseInput(PutRecord, input);
        firehose.putRecords(request.caller, arnOf(DeliveryStreamName, request), [Record.Data]);
        return { RecordId: randomUUID(), Encrypted: false };
      },

      PutRecordBatch(input, request) {
        const { DeliveryStreamName, Records } = parseInput(PutRecordBatch, input);
        const records = Records.map(({ Data }) => Data);
        if (records.reduce((sum, { length }) => sum + length, 0) > MAX_BATCH_BYTES)
          throw new AwsError('InvalidArgumentException', 'Records size exceeds 4 MB limit');
        firehose.putRecordBatch(request.caller, arnOf(DeliveryStreamName, request), records);
        return {
          FailedPutCount: 0,
          Encrypted: false,
          RequestResponses: records.map(() => ({ RecordId: randomUUID() })),
        };
      },

      DescribeDeliveryStream(input, request) {
        const { DeliveryStreamName } = parseInput(Stream, input);
        const arn = arnOf(DeliveryStreamName, request);
        return {
          DeliveryStreamDescription: describe(firehose.describeDeliveryStream(request.caller, arn)),
        };
      },
    },
  });
}

function arnOf(name: string, { caller, region }: SignedRequest): string {
  if (caller.kind === 'service') throw new Error('A service does not sign requests.');
  return deliveryStreamArn({ accountId: caller.accountId, region }, name);
}

function describe({ name, arn, version, createdAt, destination }: DeliveryStream) {
  const { errorLog } = destination;
  return {
    DeliveryStreamName: name,
    DeliveryStreamARN: arn,
    DeliveryStreamStatus: 'ACTIVE',
    DeliveryStreamType: 'DirectPut',
    VersionId: String(version),
    CreateTimestamp: createdAt / 1000,
    HasMoreDestinations: false,
    Destinations: [
      {
        DestinationId: 'destinationId-000000000001',
        ExtendedS3DestinationDescription: {
          RoleARN: destination.roleArn,
          BucketARN: destination.bucketArn,
          Prefix: destination.prefix,
          ErrorOutputPrefix: destination.errorOutputPrefix,
          BufferingHints: {
            IntervalInSeconds: destination.bufferSeconds ?? 300,
            SizeInMBs: destination.bufferMegabytes ?? 5,
          },
          CompressionFormat: destination.compression ?? 'UNCOMPRESSED',
          EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
          ...(errorLog && {
            CloudWatchLoggingOptions: {
              Enabled: true,
              LogGroupName: errorLog.logGroupName,
              LogStreamName: errorLog.logStreamName,
            },
          }),
          S3BackupMode: 'Disabled',
        },
      },
    ],
  };
}
