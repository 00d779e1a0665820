import * as v from 'valibot';
import type { Properties, ResourceProviders, ResourceState } from '../cloudformation/resource-provider.ts';
import type { Home } from '../core/caller.ts';
import { logGroupArn } from './log-group.ts';
import type { Logs } from './logs.ts';

const LogGroupProperties = v.object({
  LogGroupName: v.optional(v.string()),
  RetentionInDays: v.optional(v.number()),
});

const LogStreamProperties = v.object({ LogGroupName: v.string(), LogStreamName: v.optional(v.string()) });

/** `AWS::Logs::LogGroup` and `AWS::Logs::LogStream`. */
export function logsResources(logs: Logs): ResourceProviders {
  return {
    'AWS::Logs::LogGroup': {
      properties: ['LogGroupName', 'RetentionInDays'],
      withoutLocalEffect: ['KmsKeyId', 'LogGroupClass', 'Tags'],
      replacedBy: ['LogGroupName'],
      async create(context, properties) {
        const { LogGroupName: name = context.generateName(512), RetentionInDays: retentionDays } =
          parseLogGroup(properties);
        logs.createLogGroup(context, { name, ...(retentionDays !== undefined && { retentionDays }) });
        return logGroupState(context, name);
      },
      async update(context, name, properties) {
        logs.setRetention(logGroupArn(context, name), parseLogGroup(properties).RetentionInDays);
        return logGroupState(context, name);
      },
      async delete(context, name) {
        logs.deleteLogGroup(logGroupArn(context, name));
      },
    },

    'AWS::Logs::LogStream': {
      properties: ['LogGroupName', 'LogStreamName'],
      replacedBy: ['LogGroupName', 'LogStreamName'],
      async create(context, properties) {
        const { LogGroupName: group, LogStreamName: name = context.generateName(512) } = v.parse(
          LogStreamProperties,
          properties,
        );
        logs.addLogStream(logGroupArn(context, group), name);
        return { physicalId: name, attributes: {} };
      },
      async delete(context, name, properties) {
        const { LogGroupName: group } = v.parse(LogStreamProperties, properties);
        logs.group(logGroupArn(context, group)).streams.delete(name);
      },
    },
  };
}

function parseLogGroup(properties: Properties) {
  return v.parse(LogGroupProperties, properties);
}

function logGroupState(home: Home, name: string): ResourceState {
  return { physicalId: name, attributes: { Arn: `${logGroupArn(home, name)}:*` } };
}
