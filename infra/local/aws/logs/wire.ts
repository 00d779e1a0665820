import * as v from 'valibot';
import { notSimulated } from '../core/aws-error.ts';
import { parseInput } from '../core/protocols/json-input.ts';
import type { JsonObject } from '../core/protocols/json-protocol.ts';
import { jsonService } from '../core/protocols/json-protocol.ts';
import type { SignedRequest, WireService } from '../core/wire-service.ts';
import { homeOf } from '../core/wire-service.ts';
import { logGroupArn, logStreamArn } from './log-group.ts';
import type { Logs } from './logs.ts';
import { pageOf } from './pages.ts';

const paging = {
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  nextToken: v.optional(v.string()),
};
const group = { logGroupName: v.string() };
const stream = { ...group, logStreamName: v.string() };
const time = v.optional(v.number());

const DescribeLogGroups = v.object({ ...paging, logGroupNamePrefix: v.optional(v.string()) });
const DescribeLogStreams = v.object({ ...group, ...paging, logStreamNamePrefix: v.optional(v.string()) });
const LogGroupName = v.object(group);
const RetentionPolicy = v.object({ ...group, retentionInDays: v.number() });
const LogStreamName = v.object(stream);
const PutLogEvents = v.object({
  ...stream,
  logEvents: v.array(v.object({ timestamp: v.number(), message: v.pipe(v.string(), v.minLength(1)) })),
});
const GetLogEvents = v.object({
  ...stream,
  ...paging,
  startTime: time,
  endTime: time,
  startFromHead: v.optional(v.boolean(), false),
});
const FilterLogEvents = v.object({
  ...group,
  ...paging,
  logStreamNames: v.optional(v.array(v.string())),
  logStreamNamePrefix: v.optional(v.string()),
  startTime: time,
  endTime: time,
  filterPattern: v.optional(v.string()),
});

/** AWS JSON 1.1 of CloudWatch Logs. Deleting, tagging and queries are not simulated. */
export function logsWire(logs: Logs): WireService {
  return jsonService({
    scope: 'logs',
    targetPrefix: 'Logs_20140328',
    version: '1.1',
    operations: {
      DescribeLogGroups(input, request) {
        const { logGroupNamePrefix, ...asked } = read(DescribeLogGroups, input);
        const groups = logs.describeLogGroups(request.caller, homeOf(request), logGroupNamePrefix);
        const { items, nextToken } = pageOf(groups, asked, 50);
        return {
          logGroups: items.map((found) => ({
            logGroupName: found.name,
            arn: `${logGroupArn(found, found.name)}:*`,
            logGroupArn: logGroupArn(found, found.name),
            creationTime: found.createdAt,
            retentionInDays: found.retentionDays,
          })),
          nextToken,
        };
      },

      DescribeLogStreams(input, request) {
        const { logStreamNamePrefix, ...asked } = read(DescribeLogStreams, input);
        const found = logs.describeLogStreams(request.caller, arnOf(asked, request), logStreamNamePrefix);
        const { items, nextToken } = pageOf(found, asked, 50);
        return {
          logStreams: items.map(({ name, createdAt, events }) => ({
            logStreamName: name,
            arn: logStreamArn(homeOf(request), asked.logGroupName, name),
            creationTime: createdAt,
            firstEventTimestamp: events.items[0]?.timestamp,
            lastEventTimestamp: events.items.at(-1)?.timestamp,
            lastIngestionTime: events.items.at(-1)?.ingestionTime,
          })),
          nextToken,
        };
      },

      CreateLogGroup(input, request) {
        logs.createLogGroupAs(request.caller, homeOf(request), read(LogGroupName, input).logGroupName);
      },

      PutRetentionPolicy(input, request) {
        const { retentionInDays, ...asked } = read(RetentionPolicy, input);
        logs.putRetentionPolicy(request.caller, arnOf(asked, request), retentionInDays);
      },

      CreateLogStream(input, request) {
        const asked = read(LogStreamName, input);
        logs.createLogStream(request.caller, arnOf(asked, request), asked.logStreamName);
      },

      PutLogEvents(input, request) {
        const { logStreamName, logEvents, ...asked } = read(PutLogEvents, input);
        const rejected = logs.putLogEvents(request.caller, arnOf(asked, request), logStreamName, logEvents);
        const { tooOldEnd, tooNewStart } = rejected;
        if (tooOldEnd === undefined && tooNewStart === undefined) return {};
        return {
          rejectedLogEventsInfo: { tooOldLogEventEndIndex: tooOldEnd, tooNewLogEventStartIndex: tooNewStart },
        };
      },

      GetLogEvents(input, request) {
        const { logStreamName, startTime = 0, endTime = Infinity, ...asked } = read(GetLogEvents, input);
        if (asked.nextToken !== undefined) throw notSimulated('paging through GetLogEvents');
        const { limit = 10_000, startFromHead } = asked;
        const events = logs
          .getLogEvents(request.caller, arnOf(asked, request), logStreamName)
          .filter(({ timestamp }) => timestamp >= startTime && timestamp < endTime);
        const shown = startFromHead ? events.slice(0, limit) : events.slice(-limit);
        return {
          events: shown.map(({ timestamp, message, ingestionTime }) => ({
            timestamp,
            message,
            ingestionTime,
          })),
        };
      },

      FilterLogEvents(input, request) {
        const asked = read(FilterLogEvents, input);
        const { logStreamNames, logStreamNamePrefix, startTime, endTime, filterPattern } = asked;
        const found = logs.filterLogEvents(request.caller, arnOf(asked, request), {
          ...(logStreamNames && { streamNames: logStreamNames }),
          ...(logStreamNamePrefix !== undefined && { streamNamePrefix: logStreamNamePrefix }),
          ...(startTime !== undefined && { startTime }),
          ...(endTime !== undefined && { endTime }),
          ...(filterPattern !== undefined && { pattern: filterPattern }),
        });
        const { items, nextToken } = pageOf(found, asked, 10_000);
        return {
          events: items.map(({ streamName, ...event }) => ({ ...event, logStreamName: streamName })),
          nextToken,
        };
      },
    },
  });
}

function read<Schema extends v.GenericSchema>(schema: Schema, input: JsonObject): v.InferOutput<Schema> {
  return parseInput(schema, input, 'InvalidParameterException');
}

function arnOf({ logGroupName }: { readonly logGroupName: string }, request: SignedRequest): string {
  return logGroupArn(homeOf(request), logGroupName);
}
