/** Facts of the templates whose absence no journey could notice, and why. */
export interface Unchecked {
  /** The beginnings of logical ids. */
  readonly where: readonly string[];
  /** Part of the fact, as `factsOf` words it. */
  readonly what: string;
  readonly reason: string;
}

export const UNCHECKED: readonly Unchecked[] = [
  {
    where: ['CallbacksDelivererRole'],
    what: 'sqs:DeleteMessage',
    reason:
      'A delivery that stays is made again minutes later with the same id, until the dead-letter queue has it and its alarm.',
  },
  {
    where: ['MessageReader'],
    what: 'sqs:DeleteMessage',
    reason:
      'A notification that stays is read again minutes later and changes nothing, until the dead-letter queue has it and its alarm.',
  },
  {
    where: ['InboundSubscriptionRole'],
    what: 'firehose:DescribeDeliveryStream',
    reason: 'SNS looks at the stream when the subscription is made; one that stands does not ask again.',
  },
  {
    where: ['ServiceEventsAdmitOrganization'],
    what: 'events:PutEvents if',
    reason:
      'No account can put events of aws.sms-voice by itself, so a stranger has none to offer; another organization instead of ours is tried.',
  },
  {
    where: ['ServiceEventsNewsDeadLettersQueuePolicy'],
    what: 'sqs:SendMessage by',
    reason: 'EventBridge puts an event there when the queue itself refuses it, which takes a day of retries.',
  },
  {
    where: ['RouterFunction'],
    what: 'MESSAGE_RETENTION_DAYS=',
    reason: 'Its absence is the default of 30 days, which is what a journey would see.',
  },
  {
    where: [
      'RegistrationRegistrarFunction',
      'RegistrationBasePolicyFunction',
      'MessageReaderFunction',
      'ApiExecutionLogKeepFunction',
      'CallbacksDelivererFunction',
      'CallbacksReleaserFunction',
      'AgentFunction',
    ],
    what: 'NODE_OPTIONS=',
    reason: 'It makes stack traces name the sources. Nothing works differently without it.',
  },
  {
    where: ['RegistrationQueuePolicy'],
    what: 'sqs:SendMessage by',
    reason: 'Two statements say it, one for each rule; each of them is taken out.',
  },
];
