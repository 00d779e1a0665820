import * as v from 'valibot';
import { AwsError } from '../core/aws-error.ts';

/** CloudFormation passes numbers and booleans, the API strings. */
const integer = (minimum: number, maximum: number) =>
  v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]),
    v.integer(),
    v.minValue(minimum),
    v.maxValue(maximum),
  );

const flag = v.union([
  v.boolean(),
  v.pipe(
    v.picklist(['true', 'false']),
    v.transform((text) => text === 'true'),
  ),
]);

const REDRIVE_POLICY = v.strictObject({
  deadLetterTargetArn: v.pipe(v.string(), v.regex(/^arn:aws:sqs:[^:]+:\d{12}:[\w.-]+$/)),
  maxReceiveCount: integer(1, 1000),
});

const REDRIVE_ALLOW_POLICY = v.strictObject({
  redrivePermission: v.picklist(['allowAll', 'denyAll', 'byQueue']),
  sourceQueueArns: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(10))),
});

const SETTINGS = v.strictObject({
  DelaySeconds: v.optional(integer(0, 900), 0),
  MaximumMessageSize: v.optional(integer(1024, 1_048_576), 1_048_576),
  MessageRetentionPeriod: v.optional(integer(60, 1_209_600), 345_600),
  ReceiveMessageWaitTimeSeconds: v.optional(integer(0, 20), 0),
  VisibilityTimeout: v.optional(integer(0, 43_200), 30),
  RedrivePolicy: v.optional(v.union([REDRIVE_POLICY, v.pipe(v.string(), v.parseJson(), REDRIVE_POLICY)])),
  RedriveAllowPolicy: v.optional(
    v.union([REDRIVE_ALLOW_POLICY, v.pipe(v.string(), v.parseJson(), REDRIVE_ALLOW_POLICY)]),
  ),
  SqsManagedSseEnabled: v.optional(flag, true),
  FifoQueue: v.optional(flag, false),
  ContentBasedDeduplication: v.optional(flag),
  DeduplicationScope: v.optional(v.picklist(['queue', 'messageGroup'])),
  FifoThroughputLimit: v.optional(v.picklist(['perQueue', 'perMessageGroupId'])),
});

/** A queue's attributes that can be set, with AWS's names; "SetQueueAttributes" has meanings and units. */
export type QueueSettings = Readonly<v.InferOutput<typeof SETTINGS>>;

/** Attributes for creating a queue, as in a template or an API call. */
export type QueueAttributes = Readonly<v.InferInput<typeof SETTINGS>>;

export type RedrivePolicy = Readonly<v.InferOutput<typeof REDRIVE_POLICY>>;

/** Names of the settings, for CloudFormation and GetQueueAttributes. */
export const SETTING_NAMES = Object.keys(SETTINGS.entries);

/** The defaults of a FIFO queue in "AWS::SQS::Queue" and "High throughput for FIFO queues". */
const FIFO_DEFAULTS = {
  ContentBasedDeduplication: false,
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
} as const;

const FIFO_ONLY = Object.keys(FIFO_DEFAULTS) as readonly (keyof typeof FIFO_DEFAULTS)[];

/**
 * The settings, with defaults.
 *
 * @throws AwsError InvalidAttributeName, InvalidAttributeValue
 */
export function parseQueueSettings(queueName: string, attributes: QueueAttributes): QueueSettings {
  const parsed = v.safeParse(SETTINGS, attributes);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const name = String(issue.path?.[0]?.key ?? '');
    if (!SETTING_NAMES.includes(name))
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
  }
  const settings = parsed.output;
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(queueName.replace(/\.fifo$/, '')) || queueName.length > 80)
    throw new AwsError(
      'InvalidParameterValue',
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
  if (settings.FifoQueue !== queueName.endsWith('.fifo'))
    throw new AwsError(
      'InvalidParameterValue',
      settings.FifoQueue
        ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.'
        : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
  const misplaced = FIFO_ONLY.find((name) => settings[name] !== undefined);
  if (!settings.FifoQueue && misplaced !== undefined)
    throw new AwsError('InvalidAttributeName', `Unknown Attribute ${misplaced}.`);
  return settings.FifoQueue ? { ...FIFO_DEFAULTS, ...settings } : settings;
}
