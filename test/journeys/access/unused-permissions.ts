/** Permissions that no journey uses, and why the templates have them all the same. */
export interface UnusedPermissions {
  /** The beginnings of the roles' logical ids. */
  readonly roles: readonly string[];
  readonly actions: readonly string[];
  readonly reason: string;
}

export const UNUSED_PERMISSIONS: readonly UnusedPermissions[] = [
  {
    roles: [
      'RouterRole',
      'RegistrationRegistrarRole',
      'RegistrationBasePolicyRole',
      'MessageReaderRole',
      'ApiExecutionLogKeepRole',
      'CallbacksDelivererRole',
      'CallbacksReleaserRole',
      'AgentRole',
    ],
    actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    reason: 'Lambda sends its traces to X-Ray, of which there is none on a laptop.',
  },
  {
    roles: ['EventDeliveryRole'],
    actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
    reason:
      'AWS asks for them ("Grant Firehose access to an Amazon S3 destination"); the local Firehose writes small objects in one part, and when it lists or reads is documented nowhere.',
  },
  {
    roles: ['InboundSubscriptionRole'],
    actions: [
      'firehose:ListDeliveryStreams',
      'firehose:ListTagsForDeliveryStream',
      'firehose:PutRecordBatch',
    ],
    reason:
      'SNS asks for them ("Prerequisites for subscribing Firehose delivery streams to Amazon SNS topics"); the local one puts each record by itself.',
  },
  {
    roles: ['CallbacksReleaserRole'],
    actions: ['sqs:SendMessage'],
    reason:
      'A delivery that was parked for 28 hours goes to the dead letters; no journey waits so long, the tests on a fake clock do.',
  },
  {
    roles: ['ApiLoggingRole'],
    actions: [
      'logs:CreateLogGroup',
      'logs:DescribeLogGroups',
      'logs:DescribeLogStreams',
      'logs:FilterLogEvents',
      'logs:GetLogEvents',
    ],
    reason: 'Part of the AWS managed policy that API Gateway checks the role for; it cannot be had in parts.',
  },
];
