import { AwsError } from '../../core/aws-error.ts';
import type { Queue } from '../queue/queue.ts';
import { SETTING_NAMES } from '../settings.ts';

/** What GetQueueAttributes returns besides the settings. */
const READ_ONLY = [
  'QueueArn',
  'CreatedTimestamp',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'Policy',
];

/**
 * The attributes in `names`, `All` for every one, as SQS's strings.
 *
 * @throws AwsError InvalidAttributeName
 */
export function renderQueueAttributes(queue: Queue, names: readonly string[]): Record<string, string> {
  const unknown = names.find((name) => name !== 'All' && ![...READ_ONLY, ...SETTING_NAMES].includes(name));
  if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  const messages = queue.peek();
  const count = (state: string) => messages.filter((message) => message.state === state).length;
  const values: Record<string, unknown> = {
    QueueArn: queue.arn,
    CreatedTimestamp: Math.floor(queue.createdAt / 1000),
    ApproximateNumberOfMessages: count('available'),
    ApproximateNumberOfMessagesNotVisible: count('inFlight'),
    ApproximateNumberOfMessagesDelayed: count('delayed'),
    Policy: queue.policy,
    ...queue.settings,
    // A standard queue does not have this attribute.
    FifoQueue: queue.settings.FifoQueue || undefined,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      if (value === undefined || !(names.includes('All') || names.includes(name))) return [];
      return [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]];
    }),
  );
}
