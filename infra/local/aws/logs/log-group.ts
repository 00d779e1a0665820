import type { Home } from '../core/caller.ts';
import type { History } from '../core/history.ts';

export interface LogEvent {
  /** Milliseconds since the epoch, from the writer. */
  readonly timestamp: number;
  readonly message: string;
}

export interface StoredLogEvent extends LogEvent {
  readonly eventId: string;
  /** Milliseconds since the epoch; the time of arrival. */
  readonly ingestionTime: number;
}

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  readonly events: History<StoredLogEvent>;
}

/** The events that a stream keeps, so that memory stays bounded whatever the group's retention is. */
export const EVENTS_PER_STREAM = 10_000;

/** The kept events, after an event that says how many were dropped. */
export function eventsOf({ events }: LogStream): readonly StoredLogEvent[] {
  const [oldest] = events.items;
  if (events.dropped === 0 || oldest === undefined) return events.items;
  const message = `[local AWS] ${events.dropped} earlier events of this log stream were dropped.`;
  return [{ ...oldest, eventId: `dropped-${events.dropped}`, message }, ...events.items];
}

export interface LogGroup extends Home {
  readonly name: string;
  readonly createdAt: number;
  /** Undefined keeps events without limit. Here no event expires by age. */
  retentionDays: number | undefined;
  readonly streams: Map<string, LogStream>;
}

/** Without the `:*` at the end of the ARN that CloudFormation and IAM policies use. */
export function logGroupArn({ region, accountId }: Home, name: string): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
}

/** The resource of a decision about a group's streams; the group itself has no stream name. */
export function logStreamArn(home: Home, groupName: string, streamName = ''): string {
  return `${logGroupArn(home, groupName)}:log-stream:${streamName}`;
}

/** Both forms of the ARN; undefined for another text. */
export function parseLogGroupArn(arn: string): (Home & { readonly name: string }) | undefined {
  const [, region = '', accountId = '', name = ''] =
    /^arn:aws:logs:([a-z0-9-]+):(\d{12}):log-group:([\w.\-/#]{1,512})(?::\*)?$/.exec(arn) ?? [];
  return name === '' ? undefined : { region, accountId, name };
}
