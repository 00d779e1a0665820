import type { Home } from '../core/caller.ts';
import type { History } from '../core/history.ts';

export interface LogEvent {
  /** Milliseconds since the epoch, as the writer says. */
  readonly timestamp: number;
  readonly message: string;
}

export interface StoredLogEvent extends LogEvent {
  readonly eventId: string;
  /** Milliseconds since the epoch, when it came in. */
  readonly ingestionTime: number;
}

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  readonly events: History<StoredLogEvent>;
}

/** Events that a stream keeps: memory stays bounded, whatever the group's retention says. */
export const EVENTS_PER_STREAM = 10_000;

/** The events kept; in front of them one that says how many are not. */
export function eventsOf({ events }: LogStream): readonly StoredLogEvent[] {
  const [oldest] = events.items;
  if (events.dropped === 0 || oldest === undefined) return events.items;
  const message = `[local AWS] ${events.dropped} earlier events of this log stream are not kept.`;
  return [{ ...oldest, eventId: `dropped-${events.dropped}`, message }, ...events.items];
}

export interface LogGroup extends Home {
  readonly name: string;
  readonly createdAt: number;
  /** For ever when undefined. Nothing expires here by its age. */
  retentionDays: number | undefined;
  readonly streams: Map<string, LogStream>;
}

/** Without the `:*` that ends the ARN which CloudFormation and IAM policies use. */
export function logGroupArn({ region, accountId }: Home, name: string): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
}

/** What access to a group's streams is decided on; no stream's name stands for the group. */
export function logStreamArn(home: Home, groupName: string, streamName = ''): string {
  return `${logGroupArn(home, groupName)}:log-stream:${streamName}`;
}

/** Both forms of the ARN; undefined for any other text. */
export function parseLogGroupArn(arn: string): (Home & { readonly name: string }) | undefined {
  const [, region = '', accountId = '', name = ''] =
    /^arn:aws:logs:([a-z0-9-]+):(\d{12}):log-group:([\w.\-/#]{1,512})(?::\*)?$/.exec(arn) ?? [];
  return name === '' ? undefined : { region, accountId, name };
}
