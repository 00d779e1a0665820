import { randomUUID } from 'node:crypto';
import { AwsError } from '../core/aws-error.ts';
import type { Caller, Home } from '../core/caller.ts';
import type { Clock } from '../core/clock/clock.ts';
import { History } from '../core/history.ts';
import type { Iam } from '../iam/iam.ts';
import type { Kernel } from '../iam/kernel.ts';
import { parseFilterPattern } from './filter-pattern.ts';
import type { LogEvent, LogGroup, LogStream, StoredLogEvent } from './log-group.ts';
import { EVENTS_PER_STREAM, eventsOf, logGroupArn, logStreamArn, parseLogGroupArn } from './log-group.ts';

export interface EventFilter {
  readonly streamNames?: readonly string[];
  readonly streamNamePrefix?: string;
  /** Milliseconds since the epoch, both inclusive. */
  readonly startTime?: number;
  readonly endTime?: number;
  readonly pattern?: string;
}

export interface FoundLogEvent extends StoredLogEvent {
  readonly streamName: string;
}

/** The events that were refused for their time: those before `tooOldEnd` and those from `tooNewStart` on. */
export interface RejectedEvents {
  readonly tooOldEnd?: number;
  readonly tooNewStart?: number;
}

const LOG_GROUP_NAME = /^[\w.\-/#]{1,512}$/;
const LOG_STREAM_NAME = /^[^:*]{1,512}$/;
/** "PutRetentionPolicy" of the CloudWatch Logs API reference. */
const RETENTION_DAYS = new Set([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

const HOUR = 3_600_000;
const MAX_AGE = 14 * 24 * HOUR;
const MAX_AHEAD = 2 * HOUR;
const MAX_BATCH_EVENTS = 10_000;
const MAX_BATCH_BYTES = 1_048_576;
const EVENT_OVERHEAD_BYTES = 26;

/** Amazon CloudWatch Logs: groups, streams and events, in memory. */
export class Logs {
  readonly #clock: Clock;
  readonly #iam: Iam;
  readonly #groups = new Map<string, LogGroup>();

  constructor({ clock, iam }: Kernel) {
    this.#clock = clock;
    this.#iam = iam;
  }

  /** @throws AwsError InvalidParameterException, ResourceAlreadyExistsException */
  createLogGroup(
    { accountId, region }: Home,
    { name, retentionDays }: { readonly name: string; readonly retentionDays?: number },
  ): { readonly arn: string } {
    const arn = logGroupArn({ accountId, region }, name);
    if (!LOG_GROUP_NAME.test(name)) throw invalid(`The log group name ${name} is not valid.`);
    if (this.#groups.has(arn))
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    this.#groups.set(arn, {
      accountId,
      region,
      name,
      retentionDays,
      createdAt: this.#clock.now(),
      streams: new Map(),
    });
    return { arn };
  }

  /** CreateLogGroup, for a caller that must be authorized. */
  createLogGroupAs(caller: Caller, home: Home, name: string): void {
    this.#authorize(caller, 'logs:CreateLogGroup', logStreamArn(home, name), home);
    this.createLogGroup(home, { name });
  }

  /** PutRetentionPolicy, for a caller that must be authorized. */
  putRetentionPolicy(caller: Caller, groupArn: string, retentionDays: number): void {
    this.#open(caller, 'logs:PutRetentionPolicy', groupArn);
    if (!RETENTION_DAYS.has(retentionDays)) throw invalid(`Logs cannot be kept for ${retentionDays} days.`);
    this.setRetention(groupArn, retentionDays);
  }

  setRetention(groupArn: string, retentionDays: number | undefined): void {
    this.group(groupArn).retentionDays = retentionDays;
  }

  deleteLogGroup(groupArn: string): void {
    const group = this.group(groupArn);
    this.#groups.delete(logGroupArn(group, group.name));
  }

  /**
   * @param groupArn with or without `:*` at the end
   * @throws AwsError ResourceNotFoundException
   */
  group(groupArn: string): LogGroup {
    const parsed = parseLogGroupArn(groupArn);
    const group = parsed && this.#groups.get(logGroupArn(parsed, parsed.name));
    if (group === undefined) throw notFound('group');
    return group;
  }

  /** Messages of all streams in the order of arrival; for tests and people, without an authorization by IAM. */
  lines(groupArn: string): readonly string[] {
    return allEvents(this.group(groupArn)).map(({ message }) => message);
  }

  describeLogGroups(caller: Caller, home: Home, namePrefix = ''): readonly LogGroup[] {
    this.#authorize(caller, 'logs:DescribeLogGroups', logStreamArn(home, ''), home);
    return [...this.#groups.values()]
      .filter(({ accountId, region }) => accountId === home.accountId && region === home.region)
      .filter(({ name }) => name.startsWith(namePrefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws AwsError ResourceNotFoundException, ResourceAlreadyExistsException, InvalidParameterException */
  createLogStream(caller: Caller, groupArn: string, streamName: string): void {
    this.#open(caller, 'logs:CreateLogStream', groupArn, streamName);
    this.addLogStream(groupArn, streamName);
  }

  /** CreateLogStream after its authorization; also for CloudFormation. */
  addLogStream(groupArn: string, streamName: string): void {
    const { streams } = this.group(groupArn);
    if (!LOG_STREAM_NAME.test(streamName)) throw invalid(`The log stream name ${streamName} is not valid.`);
    if (streams.has(streamName))
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    streams.set(streamName, {
      name: streamName,
      createdAt: this.#clock.now(),
      events: new History(EVENTS_PER_STREAM),
    });
  }

  describeLogStreams(caller: Caller, groupArn: string, namePrefix = ''): readonly LogStream[] {
    const { streams } = this.#open(caller, 'logs:DescribeLogStreams', groupArn);
    return [...streams.values()]
      .filter(({ name }) => name.startsWith(namePrefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Appends to a stream that exists. A message without a time gets the present time.
   *
   * @throws AwsError ResourceNotFoundException; InvalidParameterException when the batch is too large or out of order
   */
  putLogEvents(
    caller: Caller,
    groupArn: string,
    streamName: string,
    messages: readonly (string | LogEvent)[],
  ): RejectedEvents {
    const group = this.#open(caller, 'logs:PutLogEvents', groupArn, streamName);
    const stream = streamOf(group, streamName);
    const now = this.#clock.now();
    const events = messages.map((event) =>
      typeof event === 'string' ? { timestamp: now, message: event } : event,
    );
    assertBatch(events);
    const tooOldEnd = events.findIndex(({ timestamp }) => timestamp >= now - MAX_AGE);
    const tooNewStart = events.findIndex(({ timestamp }) => timestamp > now + MAX_AHEAD);
    const from = tooOldEnd === -1 ? events.length : tooOldEnd;
    const to = tooNewStart === -1 ? events.length : tooNewStart;
    for (const { timestamp, message } of events.slice(from, to))
      stream.events.add({ timestamp, message, ingestionTime: now, eventId: randomUUID() });
    return {
      ...(from > 0 && { tooOldEnd: from }),
      ...(to < events.length && { tooNewStart: to }),
    };
  }

  getLogEvents(caller: Caller, groupArn: string, streamName: string): readonly StoredLogEvent[] {
    return eventsOf(streamOf(this.#open(caller, 'logs:GetLogEvents', groupArn, streamName), streamName));
  }

  /** The matching events, by time. */
  filterLogEvents(caller: Caller, groupArn: string, filter: EventFilter = {}): readonly FoundLogEvent[] {
    const group = this.#open(caller, 'logs:FilterLogEvents', groupArn);
    const { streamNames, streamNamePrefix = '', startTime = 0, endTime = Infinity, pattern = '' } = filter;
    const missing = streamNames?.find((name) => !group.streams.has(name));
    if (missing !== undefined) throw notFound('stream');
    const fits = parseFilterPattern(pattern);
    return allEvents(group)
      .filter(
        ({ streamName }) => streamNames?.includes(streamName) ?? streamName.startsWith(streamNamePrefix),
      )
      .filter(({ timestamp, message }) => timestamp >= startTime && timestamp <= endTime && fits(message))
      .sort((a, b) => a.timestamp - b.timestamp);
  }

  /** Authorizes first, so that an unauthorized caller does not learn what exists. */
  #open(caller: Caller, action: string, groupArn: string, streamName?: string): LogGroup {
    const parsed = parseLogGroupArn(groupArn);
    if (parsed === undefined) throw invalid(`${groupArn} is not the ARN of a log group.`);
    this.#authorize(caller, action, logStreamArn(parsed, parsed.name, streamName), parsed);
    return this.group(groupArn);
  }

  #authorize(caller: Caller, action: string, resource: string, { accountId }: Home): void {
    this.#iam.authorize({ caller, action, resource, resourceAccountId: accountId });
  }
}

function allEvents({ streams }: LogGroup): FoundLogEvent[] {
  return [...streams.values()]
    .flatMap((stream) => eventsOf(stream).map((event) => ({ ...event, streamName: stream.name })))
    .sort((a, b) => a.ingestionTime - b.ingestionTime);
}

function streamOf(group: LogGroup, name: string): LogStream {
  const stream = group.streams.get(name);
  if (stream === undefined) throw notFound('stream');
  return stream;
}

function assertBatch(events: readonly LogEvent[]): void {
  const bytes = events.reduce(
    (sum, { message }) => sum + Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES,
    0,
  );
  if (events.length > MAX_BATCH_EVENTS || bytes > MAX_BATCH_BYTES)
    throw invalid(`Upload too large: ${events.length} events, ${bytes} bytes`);
  const outOfOrder = events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0));
  if (outOfOrder)
    throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

function notFound(what: 'group' | 'stream'): AwsError {
  return new AwsError('ResourceNotFoundException', `The specified log ${what} does not exist.`);
}
