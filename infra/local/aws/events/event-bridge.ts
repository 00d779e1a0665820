import { randomUUID } from 'node:crypto';
import { homeOfArn, serviceOfArn } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import type { Caller, Home } from '../core/caller.ts';
import type { PolicyDocument, Statement } from '../core/policy.ts';
import type { JsonObject } from '../core/protocols/json-protocol.ts';
import type { Kernel } from '../iam/kernel.ts';
import { parsePolicyDocument } from '../iam/policy/policy-document.ts';
import { Deliveries } from './delivery/delivery.ts';
import { DeliveryError } from './delivery/delivery-error.ts';
import type { TargetServices } from './delivery/targets.ts';
import { assumeTargetRole, sendToTarget, takeFault } from './delivery/targets.ts';
import { notFound } from './errors.ts';
import type { EventEnvelope } from './event.ts';
import { envelopeTime } from './event.ts';
import { EventBus, eventBusArn } from './event-bus.ts';
import type { EntryError, PutEventsEntry } from './put-events.ts';
import { assertEntries, parseEntry } from './put-events.ts';
import type { Rule, RuleOptions, RuleTarget } from './rules/rule.ts';
import { parseRule } from './rules/rule.ts';
import { repeat } from './rules/schedule.ts';

export type PutEventsResult = { readonly EventId: string } | EntryError;

/** An event in delivery, and whether a rule has forwarded it from another bus. */
interface Arrival {
  readonly event: EventEnvelope;
  readonly forwarded: boolean;
}

/** Amazon EventBridge: buses, rules and deliveries of all accounts and Regions. */
export class EventBridge {
  readonly #kernel: Kernel;
  readonly #services: TargetServices;
  readonly #buses = new Map<string, EventBus>();
  readonly #deliveries: Deliveries;
  /** Functions that end a rule's schedule, by rule ARN. */
  readonly #schedules = new Map<string, () => void>();

  constructor(kernel: Kernel, services: TargetServices) {
    this.#kernel = kernel;
    this.#services = services;
    this.#deliveries = new Deliveries(kernel, services.sqs);
  }

  /** @throws AwsError ResourceAlreadyExistsException */
  createEventBus(home: Home, { name }: { readonly name: string }): EventBus {
    const bus = new EventBus(home, name);
    if (this.findEventBus(bus.arn) !== undefined)
      throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    this.#buses.set(bus.arn, bus);
    return bus;
  }

  /** Deletes its rules, too. */
  deleteEventBus(busArn: string): void {
    const bus = this.eventBus(busArn);
    for (const { name } of bus.rules.values()) this.deleteRule(bus.home, bus.name, name);
    this.#buses.delete(busArn);
  }

  /** Every account has a bus `default` in every Region. */
  findEventBus(busArn: string): EventBus | undefined {
    const existing = this.#buses.get(busArn);
    const home = homeOfArn(busArn);
    const isDefault = busArn.endsWith(':event-bus/default');
    if (existing !== undefined || !isDefault || !this.#kernel.iam.hasAccount(home.accountId)) return existing;
    const bus = new EventBus(home, 'default');
    this.#buses.set(busArn, bus);
    return bus;
  }

  /** @throws AwsError ResourceNotFoundException */
  eventBus(busArn: string): EventBus {
    const bus = this.findEventBus(busArn);
    if (bus === undefined) throw notFound(`Event bus ${busArn.replace(/^.*\//, '')} does not exist.`);
    return bus;
  }

  eventBusesOf(home: Home): readonly EventBus[] {
    this.findEventBus(eventBusArn(home, 'default'));
    return [...this.#buses.values()].filter(
      (bus) => bus.home.accountId === home.accountId && bus.home.region === home.region,
    );
  }

  /** Adds one statement to the bus's policy, or removes it. @throws AwsError MalformedPolicyDocument */
  setEventBusPolicy(busArn: string, statementId: string, statement: Statement | undefined): void {
    const bus = this.eventBus(busArn);
    const [stored] = statement === undefined ? [] : this.#parsePolicy({ Statement: [statement] });
    bus.setStatement(statementId, stored);
  }

  /** Replaces the bus's policy as a whole. @throws AwsError MalformedPolicyDocument */
  replaceEventBusPolicy(busArn: string, policy: PolicyDocument | undefined): void {
    const bus = this.eventBus(busArn);
    const statements = policy === undefined ? [] : this.#parsePolicy(policy);
    bus.clearPolicy();
    for (const [index, statement] of statements.entries())
      bus.setStatement(statement.Sid ?? `Statement${index}`, statement);
  }

  /**
   * Creates a rule with its targets, or replaces it. A schedule begins again.
   *
   * @throws AwsError ResourceNotFoundException, ValidationException, InvalidEventPatternException
   */
  putRule(home: Home, busName: string, options: RuleOptions): Rule {
    const bus = this.eventBus(eventBusArn(home, busName));
    const rule = parseRule(home, busName, options);
    bus.rules.set(rule.name, rule);
    this.#endSchedule(rule.arn);
    if (rule.interval !== undefined && rule.state === 'ENABLED')
      this.#schedules.set(
        rule.arn,
        repeat(this.#kernel.clock, rule.interval, () => this.#fire(rule)),
      );
    return rule;
  }

  /** Does nothing when the rule does not exist. */
  deleteRule(home: Home, busName: string, name: string): void {
    const rules = this.findEventBus(eventBusArn(home, busName))?.rules;
    const rule = rules?.get(name);
    if (rule === undefined) return;
    rules?.delete(name);
    this.#endSchedule(rule.arn);
  }

  /** Triggers a scheduled rule now, so that tests need not wait for its time. */
  runSchedule(ruleArn: string): void {
    const rules = [...this.#buses.values()].flatMap((bus) => [...bus.rules.values()]);
    const rule = rules.find(({ arn, interval }) => arn === ruleArn && interval !== undefined);
    if (rule === undefined) throw notFound(`There is no scheduled rule ${ruleArn}.`);
    this.#fire(rule);
  }

  /**
   * Accepts events; delivery follows. As at AWS, an event for a bus that does not exist is accepted and lost.
   *
   * @param home account and Region of the caller, for the envelope
   * @returns one result for each entry
   * @throws AwsError ValidationException, AccessDeniedException, for the whole request
   */
  putEvents(caller: Caller, home: Home, entries: readonly PutEventsEntry[]): PutEventsResult[] {
    assertEntries(entries);
    const accepted = entries.map((entry) => {
      const busArn = busArnOf(entry.EventBusName ?? 'default', home);
      this.#authorizePut(caller, busArn, entry.Source ?? '', entry.DetailType ?? '', false);
      return { busArn, event: parseEntry(entry, home, this.#kernel.clock.now()) };
    });
    return accepted.map(({ busArn, event }) => {
      if ('ErrorCode' in event) return event;
      const bus = this.findEventBus(busArn);
      if (bus === undefined) this.#kernel.log(`EventBridge: ${event.id} is lost, ${busArn} does not exist.`);
      else this.#route(bus, { event, forwarded: false });
      return { EventId: event.id };
    });
  }

  /** Puts an AWS service's event on the default bus of an account ("Events from AWS services"); best effort. */
  putServiceEvent(
    home: Home,
    { source, detailType, detail }: { source: `aws.${string}`; detailType: string; detail: JsonObject },
  ): void {
    const event: EventEnvelope = {
      version: '0',
      id: randomUUID(),
      'detail-type': detailType,
      source,
      account: home.accountId,
      time: envelopeTime(this.#kernel.clock.now()),
      region: home.region,
      resources: [],
      detail,
    };
    this.#route(this.eventBus(eventBusArn(home, 'default')), { event, forwarded: false });
  }

  /** Resolves when nothing is in progress; waiting retries do not count. */
  settled(): Promise<void> {
    return this.#deliveries.settled();
  }

  #route(bus: EventBus, arrival: Arrival): void {
    for (const rule of bus.rules.values())
      if (rule.state === 'ENABLED' && rule.matches(arrival.event)) this.#setOff(rule, arrival);
  }

  #setOff(rule: Rule, arrival: Arrival): void {
    const { event } = arrival;
    for (const target of rule.targets)
      this.#deliveries.start({
        rule,
        target,
        event,
        send: () => {
          if (serviceOfArn(target.arn) === 'events') return this.#forward(rule, target, arrival);
          return sendToTarget(
            this.#kernel,
            this.#services,
            rule,
            target,
            target.input ?? JSON.stringify(event),
          );
        },
      });
  }

  async #forward(
    rule: Rule,
    { arn, roleArn = '' }: RuleTarget,
    { event, forwarded }: Arrival,
  ): Promise<void> {
    // "EventBridge can't route events received from a sender event bus to a third event bus."
    if (forwarded) {
      const where = homeOfArn(arn).region === rule.home.region ? 'ACCOUNT' : 'REGION';
      const message = 'Events received from another event bus cannot be forwarded to this event bus.';
      throw new DeliveryError(`THIRD_${where}_HOP_DETECTED`, message, false);
    }
    const role = assumeTargetRole(this.#kernel, rule, roleArn);
    await takeFault(this.#kernel, rule, 'events', 'PutEvents');
    this.#authorizePut(role, arn, event.source, event['detail-type'], true);
    const leavesRegion = arn.split(':')[3] !== rule.home.region;
    const arrived = leavesRegion ? { ...event, ...this.#newStamps() } : event;
    this.#route(this.eventBus(arn), { event: arrived, forwarded: true });
  }

  /**
   * What differs in a copy in another Region: account and Region stay, id and time are new (captured in
   * radkawar/stackd, `testdata/aws/eventbridge/bus_forwarding.json`).
   */
  #newStamps(): Pick<EventEnvelope, 'id' | 'time'> {
    return { id: randomUUID(), time: envelopeTime(this.#kernel.clock.now()) };
  }

  /** A scheduled event goes only to its own rule's targets. */
  #fire(rule: Rule): void {
    const event: EventEnvelope = {
      version: '0',
      ...this.#newStamps(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: rule.home.accountId,
      region: rule.home.region,
      resources: [rule.arn],
      detail: {},
    };
    this.#setOff(rule, { event, forwarded: false });
  }

  #authorizePut(caller: Caller, busArn: string, source: string, detailType: string, byRule: boolean): void {
    const resourcePolicy = this.findEventBus(busArn)?.policy;
    this.#kernel.iam.authorize({
      caller,
      action: 'events:PutEvents',
      resource: busArn,
      resourceAccountId: homeOfArn(busArn).accountId,
      ...(resourcePolicy && { resourcePolicy }),
      context: {
        'events:source': source,
        'events:detail-type': detailType,
        'events:eventBusInvocation': String(byRule),
      },
    });
  }

  #parsePolicy(policy: PolicyDocument): readonly Statement[] {
    const stored = this.#kernel.iam.nameRolesById(parsePolicyDocument(policy, 'resource'));
    return [stored.Statement].flat() as readonly Statement[];
  }

  #endSchedule(ruleArn: string): void {
    this.#schedules.get(ruleArn)?.();
    this.#schedules.delete(ruleArn);
  }
}

/** `EventBusName` is a name or an ARN. */
export function busArnOf(nameOrArn: string, home: Home): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn : eventBusArn(home, nameOrArn);
}
