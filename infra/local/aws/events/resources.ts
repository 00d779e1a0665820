import * as v from 'valibot';
import type { ResourceProvider, ResourceProviders } from '../cloudformation/resource-provider.ts';
import type { Home } from '../core/caller.ts';
import type { PolicyDocument, Statement } from '../core/policy.ts';
import type { EventBridge } from './event-bridge.ts';
import { busArnOf } from './event-bridge.ts';
import { eventBusArn } from './event-bus.ts';
import type { RuleTarget } from './rules/rule.ts';

/** `AWS::Events::EventBus`, `AWS::Events::EventBusPolicy` and `AWS::Events::Rule`. */
export function eventBridgeResources(eventBridge: EventBridge): ResourceProviders {
  return {
    'AWS::Events::EventBus': eventBusProvider(eventBridge),
    'AWS::Events::EventBusPolicy': eventBusPolicyProvider(eventBridge),
    'AWS::Events::Rule': ruleProvider(eventBridge),
  };
}

const EVENT_BUS = v.object({
  Name: v.pipe(v.string(), v.regex(/^(?!default$)[\w.-]{1,256}$/)),
  // Storing the policy checks that it is a policy document.
  Policy: v.optional(v.custom<PolicyDocument>((value) => typeof value === 'object' && value !== null)),
});

function eventBusProvider(eventBridge: EventBridge): ResourceProvider {
  return {
    properties: ['Name', 'Policy'],
    withoutLocalEffect: ['Description', 'Tags', 'LogConfig'],
    replacedBy: ['Name'],
    async create(context, properties) {
      const { Name, Policy } = v.parse(EVENT_BUS, properties);
      const { name, arn } = eventBridge.createEventBus(homeIn(context), { name: Name });
      eventBridge.replaceEventBusPolicy(arn, Policy);
      return { physicalId: name, attributes: { Arn: arn, Name: name } };
    },
    async update(context, physicalId, properties, previous) {
      const arn = eventBusArn(homeIn(context), physicalId);
      const { Policy } = v.parse(EVENT_BUS, properties);
      // While this property is unchanged, statements of an AWS::Events::EventBusPolicy stay.
      if (JSON.stringify(Policy) !== JSON.stringify(previous.Policy))
        eventBridge.replaceEventBusPolicy(arn, Policy);
      return { physicalId, attributes: { Arn: arn, Name: physicalId } };
    },
    async delete(context, physicalId) {
      eventBridge.deleteEventBus(eventBusArn(homeIn(context), physicalId));
    },
  };
}

const EVENT_BUS_POLICY = v.object({
  EventBusName: v.optional(v.string(), 'default'),
  StatementId: v.string(),
  // Checked like the policy above.
  Statement: v.optional(v.custom<Statement>((value) => typeof value === 'object' && value !== null)),
  Action: v.optional(v.string()),
  Principal: v.optional(v.string()),
  Condition: v.optional(v.object({ Type: v.string(), Key: v.string(), Value: v.string() })),
});

function eventBusPolicyProvider(eventBridge: EventBridge): ResourceProvider {
  const put = (home: Home, properties: unknown) => {
    const policy = v.parse(EVENT_BUS_POLICY, properties);
    const arn = busArnOf(policy.EventBusName, home);
    eventBridge.setEventBusPolicy(arn, policy.StatementId, policy.Statement ?? shortStatement(policy, arn));
    return { physicalId: `${policy.EventBusName}|${policy.StatementId}`, attributes: {} };
  };
  return {
    properties: Object.keys(EVENT_BUS_POLICY.entries),
    replacedBy: ['EventBusName', 'StatementId'],
    create: async (context, properties) => put(homeIn(context), properties),
    update: async (context, _physicalId, properties) => put(homeIn(context), properties),
    async delete(context, physicalId) {
      const [busName = '', statementId = ''] = physicalId.split('|');
      eventBridge.setEventBusPolicy(busArnOf(busName, homeIn(context)), statementId, undefined);
    },
  };
}

/** The older form of a statement: an account or `*`, with one condition. */
function shortStatement(
  { Action, Principal, Condition }: v.InferOutput<typeof EVENT_BUS_POLICY>,
  busArn: string,
): Statement {
  if (Action === undefined || Principal === undefined)
    throw new Error('AWS::Events::EventBusPolicy needs Statement, or Action and Principal.');
  return {
    Effect: 'Allow',
    Action,
    Principal: Principal === '*' ? '*' : { AWS: `arn:aws:iam::${Principal}:root` },
    Resource: busArn,
    ...(Condition && { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } }),
  };
}

const TARGET = v.strictObject({
  Id: v.string(),
  Arn: v.string(),
  RoleArn: v.optional(v.string()),
  Input: v.optional(v.string()),
  SqsParameters: v.optional(v.strictObject({ MessageGroupId: v.string() })),
  DeadLetterConfig: v.optional(v.strictObject({ Arn: v.optional(v.string()) })),
  RetryPolicy: v.optional(
    v.strictObject({
      MaximumRetryAttempts: v.optional(v.number()),
      MaximumEventAgeInSeconds: v.optional(v.number()),
    }),
  ),
});

const RULE = v.object({
  Name: v.optional(v.string()),
  EventBusName: v.optional(v.string(), 'default'),
  EventPattern: v.optional(v.unknown()),
  ScheduleExpression: v.optional(v.string()),
  State: v.optional(v.picklist(['ENABLED', 'DISABLED']), 'ENABLED'),
  Description: v.optional(v.string()),
  Targets: v.optional(v.array(TARGET), []),
});

function ruleProvider(eventBridge: EventBridge): ResourceProvider {
  const put = (home: Home, name: string, properties: unknown) => {
    const rule = v.parse(RULE, properties);
    const busName = busNameOf(rule.EventBusName);
    const { arn } = eventBridge.putRule(home, busName, {
      name,
      ...(rule.EventPattern !== undefined && { eventPattern: rule.EventPattern }),
      ...(rule.ScheduleExpression !== undefined && { scheduleExpression: rule.ScheduleExpression }),
      ...(rule.Description !== undefined && { description: rule.Description }),
      state: rule.State,
      targets: rule.Targets.map(targetOf),
    });
    // A rule on another bus than `default` needs the bus to be found again.
    return { physicalId: busName === 'default' ? name : `${busName}|${name}`, attributes: { Arn: arn } };
  };
  return {
    properties: Object.keys(RULE.entries),
    withoutLocalEffect: ['Tags'],
    replacedBy: ['Name', 'EventBusName'],
    async create(context, properties) {
      const name = typeof properties.Name === 'string' ? properties.Name : context.generateName(64);
      return put(homeIn(context), name, properties);
    },
    update: async (context, physicalId, properties) =>
      put(homeIn(context), physicalId.split('|').at(-1) ?? '', properties),
    async delete(context, physicalId) {
      const [name = '', busName = 'default'] = physicalId.split('|').reverse();
      eventBridge.deleteRule(homeIn(context), busName, name);
    },
  };
}

function targetOf(target: v.InferOutput<typeof TARGET>): RuleTarget {
  const { Id, Arn, RoleArn, Input, SqsParameters, DeadLetterConfig, RetryPolicy } = target;
  return {
    id: Id,
    arn: Arn,
    ...(RoleArn !== undefined && { roleArn: RoleArn }),
    ...(Input !== undefined && { input: Input }),
    ...(SqsParameters && { sqsGroupId: SqsParameters.MessageGroupId }),
    ...(DeadLetterConfig?.Arn !== undefined && { deadLetterArn: DeadLetterConfig.Arn }),
    ...(RetryPolicy && {
      retryPolicy: {
        ...(RetryPolicy.MaximumRetryAttempts !== undefined && {
          maximumRetryAttempts: RetryPolicy.MaximumRetryAttempts,
        }),
        ...(RetryPolicy.MaximumEventAgeInSeconds !== undefined && {
          maximumEventAgeSeconds: RetryPolicy.MaximumEventAgeInSeconds,
        }),
      },
    }),
  };
}

function busNameOf(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn.replace(/^.*event-bus\//, '') : nameOrArn;
}

function homeIn({ accountId, region }: Home): Home {
  return { accountId, region };
}
