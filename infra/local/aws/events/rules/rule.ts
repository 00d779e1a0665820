import { notSimulated } from '../../core/aws-error.ts';
import type { Home } from '../../core/caller.ts';
import { invalid } from '../errors.ts';
import type { EventMatcher } from './event-pattern.ts';
import { parseEventPattern } from './event-pattern.ts';
import { parseRate } from './schedule.ts';

export interface RetryPolicy {
  /** 0 to 185. @default 185 */
  readonly maximumRetryAttempts?: number;
  /** 60 to 86,400. @default 86400 */
  readonly maximumEventAgeSeconds?: number;
}

export interface RuleTarget {
  readonly id: string;
  /** A queue, a function, or an event bus. */
  readonly arn: string;
  /** The role that EventBridge assumes instead of acting as itself; event buses require one. */
  readonly roleArn?: string;
  /** JSON that the target gets instead of the event. */
  readonly input?: string;
  /** The message group, for a FIFO queue. */
  readonly sqsGroupId?: string;
  /** A standard queue of the rule's account and Region. */
  readonly deadLetterArn?: string;
  readonly retryPolicy?: RetryPolicy;
}

export interface RuleOptions {
  readonly name: string;
  /** JSON text, or the value it stands for. */
  readonly eventPattern?: unknown;
  /** Such as `rate(1 hour)`. */
  readonly scheduleExpression?: string;
  /** @default ENABLED */
  readonly state?: 'ENABLED' | 'DISABLED';
  readonly description?: string;
  readonly targets: readonly RuleTarget[];
}

export interface Rule extends RuleOptions {
  readonly home: Home;
  readonly busName: string;
  readonly arn: string;
  readonly state: 'ENABLED' | 'DISABLED';
  /** Whether an event of the bus triggers the rule. */
  readonly matches: EventMatcher;
  /** Milliseconds between two scheduled events. */
  readonly interval?: number;
}

/** @throws AwsError ValidationException, InvalidEventPatternException */
export function parseRule(home: Home, busName: string, options: RuleOptions): Rule {
  const { name, eventPattern, scheduleExpression, state = 'ENABLED', targets } = options;
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name))
    throw invalid(
      `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
    );
  if (eventPattern === undefined && scheduleExpression === undefined)
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  if (scheduleExpression !== undefined && busName !== 'default')
    throw invalid('ScheduleExpression is supported only on the default event bus.');
  if (targets.length > 5) throw invalid('The requested resource exceeds the maximum number allowed.');
  if (new Set(targets.map(({ id }) => id)).size < targets.length)
    throw invalid('Target ids must be distinct.');
  for (const target of targets) assertTarget(target);
  const path = busName === 'default' ? name : `${busName}/${name}`;
  return {
    ...options,
    home,
    busName,
    state,
    arn: `arn:aws:events:${home.region}:${home.accountId}:rule/${path}`,
    matches: eventPattern === undefined ? () => false : parseEventPattern(eventPattern),
    ...(scheduleExpression !== undefined && { interval: parseRate(scheduleExpression) }),
  };
}

/** @throws AwsError ValidationException for what PutTargets refuses */
function assertTarget({
  id,
  arn,
  roleArn,
  input,
  sqsGroupId,
  deadLetterArn,
  retryPolicy = {},
}: RuleTarget): void {
  const [, , service, , , resource = ''] = arn.split(':');
  if (!['sqs', 'lambda', 'events'].includes(service ?? '')) throw notSimulated(`the rule target ${arn}`);
  if (service === 'events' && !resource.startsWith('event-bus/'))
    throw notSimulated(`the rule target ${arn}`);
  if (service === 'events' && roleArn === undefined) throw invalid(`RoleArn is required for target ${arn}.`);
  if (service === 'sqs' && resource.endsWith('.fifo') && sqsGroupId === undefined)
    throw invalid(`Parameter(s) SqsParameters must be specified for target: ${id}.`);
  if (input !== undefined && !isJson(input))
    throw invalid(`JSON syntax error in input for target ${id} : Invalid JSON`);
  if (deadLetterArn?.endsWith('.fifo'))
    throw invalid(`A FIFO queue cannot be the dead-letter queue of target ${id}.`);
  const { maximumRetryAttempts: attempts = 185, maximumEventAgeSeconds: age = 86_400 } = retryPolicy;
  if (attempts < 0 || attempts > 185 || age < 60 || age > 86_400)
    throw invalid(`The retry policy of target ${id} is out of bounds.`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
