import type { Home } from '../core/caller.ts';

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
  readonly events: StoredLogEvent[];
}

export interface LogGroup extends Home {
  readonly name: string;
  readonly createdAt: number;
  /** For ever when undefined. Nothing expires here. */
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
