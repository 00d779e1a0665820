import * as v from 'valibot';
import { homeOfArn } from '../core/arn.ts';
import { notSimulated } from '../core/aws-error.ts';
import { parseInput } from '../core/protocols/json-input.ts';
import type { JsonObject, JsonOperation } from '../core/protocols/json-protocol.ts';
import { jsonService } from '../core/protocols/json-protocol.ts';
import type { SignedRequest, WireService } from '../core/wire-service.ts';
import { homeOf } from '../core/wire-service.ts';
import type { Kernel } from '../iam/kernel.ts';
import { notFound } from './errors.ts';
import type { EventBridge } from './event-bridge.ts';
import { busArnOf } from './event-bridge.ts';
import type { EventBus } from './event-bus.ts';
import { PUT_EVENTS_ENTRY } from './put-events.ts';
import { parseEventPattern } from './rules/event-pattern.ts';
import type { Rule, RuleTarget } from './rules/rule.ts';

const PAGING = { Limit: v.optional(v.number()), NextToken: v.optional(v.string()) };
const ON_BUS = { EventBusName: v.optional(v.string(), 'default') };

const INPUT = {
  DescribeEventBus: v.object({ Name: v.optional(v.string(), 'default') }),
  DescribeRule: v.object({ ...ON_BUS, Name: v.string() }),
  ListEventBuses: v.object({ ...PAGING, NamePrefix: v.optional(v.string(), '') }),
  ListRules: v.object({ ...PAGING, ...ON_BUS, NamePrefix: v.optional(v.string(), '') }),
  ListTargetsByRule: v.object({ ...PAGING, ...ON_BUS, Rule: v.string() }),
  PutEvents: v.object({ Entries: v.array(PUT_EVENTS_ENTRY), EndpointId: v.optional(v.string()) }),
  TestEventPattern: v.object({ EventPattern: v.string(), Event: v.string() }),
};

/** AWS JSON 1.1 of EventBridge: PutEvents, and read operations for operators. Templates create the rules. */
export function eventBridgeWire(eventBridge: EventBridge, kernel: Kernel): WireService {
  return jsonService({
    scope: 'events',
    targetPrefix: 'AWSEvents',
    version: '1.1',
    operations: operationsOf(eventBridge, kernel),
  });
}

function operationsOf(eventBridge: EventBridge, { iam }: Kernel): Record<string, JsonOperation> {
  const authorize = (request: SignedRequest, action: string, resource: string): void =>
    iam.authorize({
      caller: request.caller,
      action: `events:${action}`,
      resource,
      resourceAccountId: resource === '*' ? homeOf(request).accountId : homeOfArn(resource).accountId,
    });
  const busOf = (request: SignedRequest, nameOrArn: string): EventBus =>
    eventBridge.eventBus(busArnOf(nameOrArn, homeOf(request)));
  const authorizedRule = (request: SignedRequest, action: string, busName: string, name: string): Rule => {
    const rule = busOf(request, busName).rules.get(name);
    if (rule === undefined) throw notFound(`Rule ${name} does not exist on EventBus ${busName}.`);
    authorize(request, action, rule.arn);
    return rule;
  };

  return {
    PutEvents(input, request) {
      const { Entries, EndpointId } = parseInput(INPUT.PutEvents, input, 'SerializationException');
      if (EndpointId !== undefined) throw notSimulated('global endpoints of EventBridge');
      const results = eventBridge.putEvents(request.caller, homeOf(request), Entries);
      return {
        FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
        Entries: results,
      };
    },

    DescribeEventBus(input, request) {
      const bus = busOf(request, parseInput(INPUT.DescribeEventBus, input).Name);
      authorize(request, 'DescribeEventBus', bus.arn);
      return renderBus(bus);
    },

    ListEventBuses(input, request) {
      const { NamePrefix, ...paging } = parseInput(INPUT.ListEventBuses, input);
      refusePaging(paging);
      authorize(request, 'ListEventBuses', '*');
      const buses = eventBridge.eventBusesOf(homeOf(request));
      return { EventBuses: buses.filter(({ name }) => name.startsWith(NamePrefix)).map(renderBus) };
    },

    ListRules(input, request) {
      const { EventBusName, NamePrefix, ...paging } = parseInput(INPUT.ListRules, input);
      refusePaging(paging);
      authorize(request, 'ListRules', '*');
      const rules = [...busOf(request, EventBusName).rules.values()];
      return { Rules: rules.filter(({ name }) => name.startsWith(NamePrefix)).map(renderRule) };
    },

    DescribeRule(input, request) {
      const { EventBusName, Name } = parseInput(INPUT.DescribeRule, input);
      const rule = authorizedRule(request, 'DescribeRule', EventBusName, Name);
      // ListRules does not return it.
      return { ...renderRule(rule), CreatedBy: rule.home.accountId };
    },

    ListTargetsByRule(input, request) {
      const { EventBusName, Rule, ...paging } = parseInput(INPUT.ListTargetsByRule, input);
      refusePaging(paging);
      const rule = authorizedRule(request, 'ListTargetsByRule', EventBusName, Rule);
      return { Targets: rule.targets.map(renderTarget) };
    },

    TestEventPattern(input, request) {
      const { EventPattern, Event } = parseInput(INPUT.TestEventPattern, input);
      authorize(request, 'TestEventPattern', '*');
      return { Result: parseEventPattern(EventPattern)(JSON.parse(Event)) };
    },
  };
}

/** The lists are short here, so clients that read pages never need a second one. */
function refusePaging({
  Limit,
  NextToken,
}: {
  Limit?: number | undefined;
  NextToken?: string | undefined;
}): void {
  if (Limit !== undefined || NextToken !== undefined) throw notSimulated('paging through EventBridge lists');
}

function renderBus({ name, arn, policy }: EventBus): JsonObject {
  return { Name: name, Arn: arn, ...(policy && { Policy: JSON.stringify(policy) }) };
}

function renderRule({
  name,
  arn,
  busName,
  description,
  eventPattern,
  scheduleExpression,
  state,
}: Rule): JsonObject {
  const isText = typeof eventPattern === 'string';
  return {
    Name: name,
    Arn: arn,
    EventBusName: busName,
    State: state,
    Description: description,
    EventPattern: isText || eventPattern === undefined ? eventPattern : JSON.stringify(eventPattern),
    ScheduleExpression: scheduleExpression,
  };
}

function renderTarget({
  id,
  arn,
  roleArn,
  input,
  sqsGroupId,
  deadLetterArn,
  retryPolicy,
}: RuleTarget): JsonObject {
  return {
    Id: id,
    Arn: arn,
    RoleArn: roleArn,
    Input: input,
    ...(sqsGroupId !== undefined && { SqsParameters: { MessageGroupId: sqsGroupId } }),
    ...(deadLetterArn !== undefined && { DeadLetterConfig: { Arn: deadLetterArn } }),
    ...(retryPolicy && {
      RetryPolicy: {
        MaximumRetryAttempts: retryPolicy.maximumRetryAttempts,
        MaximumEventAgeInSeconds: retryPolicy.maximumEventAgeSeconds,
      },
    }),
  };
}
