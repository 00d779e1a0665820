import * as v from 'valibot';
import type { Properties, ResourceProviders, ResourceState } from '../cloudformation/resource-provider.ts';
import { notSimulated } from '../core/aws-error.ts';
import type { Home } from '../core/caller.ts';
import type { Destination } from './delivery-stream.ts';
import { deliveryStreamArn } from './delivery-stream.ts';
import type { Firehose } from './firehose.ts';

const number = (minimum: number, maximum: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(minimum), v.maxValue(maximum));

const Processor = v.strictObject({
  Type: v.string(),
  Parameters: v.optional(
    v.array(v.strictObject({ ParameterName: v.string(), ParameterValue: v.string() })),
    [],
  ),
});

const S3Destination = v.strictObject({
  RoleARN: v.string(),
  BucketARN: v.pipe(v.string(), v.startsWith('arn:aws:s3:::')),
  Prefix: v.optional(v.string()),
  ErrorOutputPrefix: v.optional(v.string()),
  BufferingHints: v.optional(
    v.strictObject({
      IntervalInSeconds: v.optional(number(0, 900)),
      SizeInMBs: v.optional(number(1, 128)),
    }),
  ),
  CompressionFormat: v.optional(v.picklist(['UNCOMPRESSED', 'GZIP'])),
  CloudWatchLoggingOptions: v.optional(
    v.variant('Enabled', [
      v.strictObject({ Enabled: v.literal(true), LogGroupName: v.string(), LogStreamName: v.string() }),
      v.object({ Enabled: v.literal(false) }),
    ]),
  ),
  ProcessingConfiguration: v.optional(
    v.strictObject({ Enabled: v.boolean(), Processors: v.optional(v.array(Processor), []) }),
  ),
  EncryptionConfiguration: v.optional(v.strictObject({ NoEncryptionConfig: v.literal('NoEncryption') })),
  S3BackupMode: v.optional(v.literal('Disabled')),
});

const DeliveryStreamProperties = v.object({
  DeliveryStreamName: v.optional(v.string()),
  DeliveryStreamType: v.optional(v.literal('DirectPut')),
  ExtendedS3DestinationConfiguration: S3Destination,
});

/** `AWS::KinesisFirehose::DeliveryStream` with direct put and an extended S3 destination. */
export function firehoseResources(firehose: Firehose): ResourceProviders {
  return {
    'AWS::KinesisFirehose::DeliveryStream': {
      properties: ['DeliveryStreamName', 'DeliveryStreamType', 'ExtendedS3DestinationConfiguration'],
      withoutLocalEffect: ['DeliveryStreamEncryptionConfigurationInput', 'Tags'],
      replacedBy: ['DeliveryStreamName', 'DeliveryStreamType'],
      async create(context, properties) {
        const name = parse(properties).DeliveryStreamName ?? context.generateName(64);
        firehose.createDeliveryStream(context, { name, ...destinationOf(properties) });
        return streamState(context, name);
      },
      async update(context, name, properties) {
        firehose.updateDestination(deliveryStreamArn(context, name), destinationOf(properties));
        return streamState(context, name);
      },
      async delete(context, name) {
        firehose.deleteDeliveryStream(deliveryStreamArn(context, name));
      },
    },
  };
}

function parse(properties: Properties) {
  return v.parse(DeliveryStreamProperties, properties);
}

function destinationOf(properties: Properties): Destination {
  const { ExtendedS3DestinationConfiguration: configuration } = parse(properties);
  const { BufferingHints: hints, CloudWatchLoggingOptions: logging } = configuration;
  const delimiter = delimiterOf(configuration.ProcessingConfiguration);
  return {
    roleArn: configuration.RoleARN,
    bucketArn: configuration.BucketARN,
    ...(configuration.Prefix !== undefined && { prefix: configuration.Prefix }),
    ...(configuration.ErrorOutputPrefix !== undefined && {
      errorOutputPrefix: configuration.ErrorOutputPrefix,
    }),
    ...(hints?.IntervalInSeconds !== undefined && { bufferSeconds: hints.IntervalInSeconds }),
    ...(hints?.SizeInMBs !== undefined && { bufferMegabytes: hints.SizeInMBs }),
    ...(configuration.CompressionFormat !== undefined && { compression: configuration.CompressionFormat }),
    ...(delimiter !== undefined && { delimiter }),
    ...(logging?.Enabled && {
      errorLog: { logGroupName: logging.LogGroupName, logStreamName: logging.LogStreamName },
    }),
  };
}

/** The one processor that is simulated, `AppendDelimiterToRecord`; a line feed is written `\n` in its parameter. */
function delimiterOf(
  processing: v.InferOutput<typeof S3Destination>['ProcessingConfiguration'],
): string | undefined {
  if (processing === undefined || !processing.Enabled) return undefined;
  const [processor, ...more] = processing.Processors;
  if (processor === undefined) return undefined;
  if (processor.Type !== 'AppendDelimiterToRecord' || more.length > 0)
    throw notSimulated(`the Firehose processors ${processing.Processors.map(({ Type }) => Type).join(', ')}`);
  const parameter = processor.Parameters.find(({ ParameterName }) => ParameterName === 'Delimiter');
  return (parameter?.ParameterValue ?? '\\n').replaceAll('\\n', '\n');
}

function streamState(home: Home, name: string): ResourceState {
  return { physicalId: name, attributes: { Arn: deliveryStreamArn(home, name) } };
}
