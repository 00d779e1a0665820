import { createHash } from 'node:crypto';
import * as sdk from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { AwsError, notSimulated } from '../core/aws-error.ts';
import type { Caller, Home } from '../core/caller.ts';
import type { JsonObject } from '../core/protocols/json-protocol.ts';
import { type decodeJson, encodeJson } from '../core/schema/schema-json.ts';
import type { Kernel } from '../iam/kernel.ts';
import { authorizeOperation } from './access/authorize.ts';
import { type ObjectSource, readObjects } from './access/objects.ts';
import { arnOf } from './arns.ts';
import type { TargetServices } from './configuration-sets/event-targets.ts';
import { EventTargets } from './configuration-sets/event-targets.ts';
import { notFound } from './errors.ts';
import type { ModelledOperation } from './handlers.ts';
import { HANDLERS, isModelled } from './handlers.ts';
import type { ServiceEventBus } from './messages/delivery-events.ts';
import { DeliveryEvents } from './messages/delivery-events.ts';
import type { InboundOutcome, InboundText } from './messages/inbound.ts';
import { receiveText } from './messages/inbound.ts';
import type { SentMessage } from './messages/outbox.ts';
import { Outbox } from './messages/outbox.ts';
import type { AccountTier, Handler, Input, Operation, Output } from './operation.ts';
import { TwoWayChannels } from './originators/two-way-channels.ts';
import type { ReviewOutcome } from './registrations/review.ts';
import { review } from './registrations/review.ts';
import { RateQuotas } from './requests/rate-quotas.ts';
import { assertWithinBounds, parseInput } from './requests/validation.ts';
import type { PhoneNumber, RegionState, Registration } from './state.ts';
import { createRegionState, DEFAULT_OPT_OUT_LIST } from './state.ts';

type Schema = Parameters<typeof decodeJson>[0];

/** Other services that this one uses. */
export interface SmsVoiceServices extends TargetServices {
  readonly s3: ObjectSource;
  readonly eventBridge?: ServiceEventBus;
}

export interface SmsVoiceOptions {
  /** @default 'PRODUCTION' */
  readonly accountTier?: AccountTier;
  /** The outbox that also lists other services' messages. @default an outbox of its own */
  readonly outbox?: Outbox;
}

/**
 * AWS End User Messaging SMS (`sms-voice`, API 2022-03-31), with state per account and Region. handlers.ts lists the
 * modelled operations.
 */
export class SmsVoice {
  /** Whether AWS's quotas per second apply. */
  enforceRateQuotas = false;
  readonly #kernel: Kernel;
  readonly #accountTier: AccountTier;
  readonly #outbox: Outbox;
  readonly #objects: ObjectSource;
  readonly #eventTargets: EventTargets;
  readonly #deliveryEvents: DeliveryEvents;
  readonly #twoWayChannels: TwoWayChannels;
  readonly #quotas: RateQuotas;
  readonly #regions = new Map<string, RegionState>();

  constructor(kernel: Kernel, services: SmsVoiceServices, options: SmsVoiceOptions = {}) {
    this.#objects = services.s3;
    this.#kernel = kernel;
    this.#accountTier = options.accountTier ?? 'PRODUCTION';
    this.#outbox = options.outbox ?? new Outbox();
    this.#eventTargets = new EventTargets(kernel.iam, services);
    this.#deliveryEvents = new DeliveryEvents(kernel, this.#eventTargets, services.eventBridge);
    this.#twoWayChannels = new TwoWayChannels(kernel.iam, services.sns);
    this.#quotas = new RateQuotas(kernel.clock);
  }

  /** Whether an operation is simulated. */
  supports(operation: string): boolean {
    return isModelled(operation);
  }

  /**
   * Runs a client's request, with authorization and, if enabled, quotas.
   *
   * @param json the operation's input on the wire
   * @returns the operation's output on the wire
   * @throws AwsError of the service
   */
  async request(caller: Caller, home: Home, name: string, json: JsonObject): Promise<unknown> {
    const schema = operationSchema(name);
    if (schema === undefined) throw new AwsError('UnknownOperationException', '');
    const operation = this.#operation(home);
    if (this.enforceRateQuotas) this.#quotas.take(operation.home, name);
    const input = parseInput(name, schema.input, json);
    if (!isModelled(name)) {
      const resourceAccountId = operation.home.accountId;
      this.#kernel.iam.authorize({ caller, action: `sms-voice:${name}`, resource: '*', resourceAccountId });
      throw notSimulated(`the operation ${name} of sms-voice`);
    }
    // `parseInput` has produced a value of the operation's schema, and so of the SDK's type.
    authorizeOperation(this.#kernel.iam, caller, operation, name, input as never);
    readObjects(this.#objects, caller, input as object);
    const output = await answerOnce(operation, name, input as never, encodeJson(schema.input, input));
    return encodeJson(schema.output, output);
  }

  /**
   * Runs an operation for CloudFormation or a test on behalf of an account, without a signature, a quota or an
   * authorization.
   *
   * @throws AwsError of the service
   */
  async call<Name extends ModelledOperation>(
    home: Home,
    name: Name,
    input: Input<Name>,
  ): Promise<Output<Name>> {
    assertWithinBounds(name, input);
    return await (HANDLERS[name] as unknown as Handler<Name>)(this.#operation(home), input);
  }

  /** Every message that was accepted, oldest first. */
  messages(): readonly SentMessage[] {
    return this.#outbox.messages();
  }

  /** The bytes of an attachment, which no AWS operation returns. */
  attachmentBody(home: Home, registrationAttachmentId: string): Uint8Array | undefined {
    return this.#operation(home).state.attachments.get(registrationAttachmentId)?.body;
  }

  /**
   * Handles a text from a phone, which no AWS operation sends.
   *
   * @param to one of the leased phone numbers, E.164
   * @throws AwsError ResourceNotFoundException when no account has the number, and the errors of `receiveText`
   */
  receiveText(to: string, text: InboundText): InboundOutcome {
    const owner = this.#ownerOf(to);
    if (owner === undefined) throw notFound('phone-number', to);
    return receiveText(this.#operation(owner.home), owner.number, text, (line) => this.#kernel.log(line));
  }

  /** Ends a review as carriers do, which no AWS operation does. */
  reviewRegistration(home: Home, registrationId: string, decision: ReviewOutcome): Registration {
    return review(this.#operation(home), registrationId, decision);
  }

  /** The account and Region that lease the number. */
  #ownerOf(phoneNumber: string): { readonly home: Home; readonly number: PhoneNumber } | undefined {
    for (const [key, { phoneNumbers }] of this.#regions) {
      const number = [...phoneNumbers.values()].find(({ PhoneNumber }) => PhoneNumber === phoneNumber);
      const [accountId = '', region = ''] = key.split('/');
      if (number !== undefined) return { home: { accountId, region }, number };
    }
    return undefined;
  }

  #operation(home: Home): Operation {
    const { clock } = this.#kernel;
    const key = `${home.accountId}/${home.region}`;
    let state = this.#regions.get(key);
    if (state === undefined) {
      state = createRegionState(arnOf(home, 'opt-out-list', DEFAULT_OPT_OUT_LIST), new Date(clock.now()));
      this.#regions.set(key, state);
    }
    return {
      home: { accountId: home.accountId, region: home.region },
      state,
      accountTier: this.#accountTier,
      outbox: this.#outbox,
      deliveryEvents: this.#deliveryEvents,
      eventTargets: this.#eventTargets,
      twoWayChannels: this.#twoWayChannels,
      isLeased: (phoneNumber) => this.#ownerOf(phoneNumber) !== undefined,
      now: () => new Date(clock.now()),
    };
  }
}

/** How long AWS remembers a client token is published nowhere; here the answers to this many requests are kept. */
const ANSWERS_KEPT = 10_000;

/** A repeated request with the same client token gets the first answer, and has no further effect. */
async function answerOnce<Name extends ModelledOperation>(
  operation: Operation,
  name: Name,
  input: Input<Name>,
  json: unknown,
): Promise<unknown> {
  const handler = HANDLERS[name] as unknown as Handler<Name>;
  if (!('ClientToken' in Object(input))) return await handler(operation, input);
  const key = createHash('sha256')
    .update(`${name} ${JSON.stringify(json)}`)
    .digest('base64');
  const { answered } = operation.state;
  if (answered.has(key)) return answered.get(key);
  const output = await handler(operation, input);
  answered.set(key, output);
  const [oldest] = answered.keys();
  if (answered.size > ANSWERS_KEPT && oldest !== undefined) answered.delete(oldest);
  return output;
}

/** The SDK exports a schema for each operation, named `SendTextMessage$`. */
function operationSchema(name: string): { readonly input: Schema; readonly output: Schema } | undefined {
  const exported: unknown = Object.hasOwn(sdk, `${name}$`) ? Reflect.get(sdk, `${name}$`) : undefined;
  if (!Array.isArray(exported) || exported[0] !== OPERATION_SCHEMA) return undefined;
  const [, , , , input, output] = exported as [
    unknown,
    unknown,
    unknown,
    unknown,
    () => Schema,
    () => Schema,
  ];
  return { input: input(), output: output() };
}

/** First element of a static operation schema. */
const OPERATION_SCHEMA = 9;
