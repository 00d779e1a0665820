import { randomUUID } from 'node:crypto';
import type { AwsError } from '../core/aws-error.ts';
import { notSimulated } from '../core/aws-error.ts';
import type { Home } from '../core/caller.ts';
import { renderRestJsonError, restJsonReply } from '../core/protocols/rest-json-protocol.ts';
import type { Reply, SignedRequest, WireService } from '../core/wire-service.ts';
import type { Kernel } from '../iam/kernel.ts';
import type { Outbox } from '../sms-voice/messages/outbox.ts';
import type { SmsVoice } from '../sms-voice/sms-voice.ts';
import { resourceOf } from './access.ts';
import { notFound } from './errors.ts';
import { HANDLERS, isModelled } from './operations/handlers.ts';
import type { Operation, PhoneMessage } from './operations/operation.ts';
import { readInput, routeOf, writeOutput } from './rest-operations.ts';
import type { PinpointState } from './state.ts';

/** Amazon Pinpoint (`mobiletargeting`, API 2016-12-01), as far as it lives on. What is modelled is in handlers.ts. */
export class Pinpoint implements WireService {
  readonly scope = 'mobiletargeting';
  readonly #kernel: Kernel;
  readonly #smsVoice: SmsVoice;
  readonly #outbox: Outbox;
  readonly #regions = new Map<string, PinpointState>();

  constructor(kernel: Kernel, smsVoice: SmsVoice, outbox: Outbox) {
    this.#kernel = kernel;
    this.#smsVoice = smsVoice;
    this.#outbox = outbox;
  }

  /** Whether an operation has an effect here, rather than the answer that it is not simulated. */
  supports(operation: string): boolean {
    return isModelled(operation);
  }

  operationOf(request: SignedRequest): string {
    return routeOf(request)?.target.name ?? '';
  }

  async handle(request: SignedRequest): Promise<Reply> {
    const { caller, region, requestId } = request;
    if (caller.kind === 'service') throw new Error(`${caller.service} does not sign requests.`);
    const route = routeOf(request);
    if (route === undefined) throw notFound(`No operation has the path ${request.path}.`);
    const { target, parameters } = route;
    const home = { accountId: caller.accountId, region };
    const input = readInput(target, parameters, request);
    this.#kernel.iam.authorize({
      caller,
      action: `mobiletargeting:${target.name}`,
      resource: resourceOf(home, request.path),
      resourceAccountId: home.accountId,
    });
    if (!isModelled(target.name)) throw notSimulated(`the operation ${target.name} of mobiletargeting`);
    // `readInput` has made the input what the operation's schema, and with it the SDK's type, says.
    const output: unknown = await HANDLERS[target.name](this.#operation(home, requestId), input as never);
    return restJsonReply(target.status, writeOutput(target, output));
  }

  /** The error's members are named as Pinpoint's models have them. */
  renderError(error: AwsError, requestId: string): Reply {
    const { status, headers } = renderRestJsonError(error);
    return {
      status,
      ...(headers && { headers }),
      body: JSON.stringify({ Message: error.message, RequestID: requestId }),
    };
  }

  #operation(home: Home, requestId: string): Operation {
    const { clock } = this.#kernel;
    const key = `${home.accountId}/${home.region}`;
    const state = this.#regions.get(key) ?? { apps: new Map(), passwords: new Map() };
    this.#regions.set(key, state);
    return {
      home,
      state,
      requestId,
      now: () => new Date(clock.now()),
      sendToPhone: (message) => this.#sendToPhone(home, message),
      recordPush: (platform, token, body) => {
        const messageId = randomUUID();
        this.#outbox.add({
          messageId,
          ...home,
          channel: 'PUSH',
          destination: token,
          origination: platform,
          body,
          time: new Date(clock.now()).toISOString(),
        });
        return messageId;
      },
    };
  }

  async #sendToPhone(home: Home, message: PhoneMessage): Promise<string> {
    const shared = { DestinationPhoneNumber: message.destination, MessageBody: message.body };
    const { MessageId = '' } =
      message.channel === 'TEXT'
        ? await this.#smsVoice.call(home, 'SendTextMessage', {
            ...shared,
            OriginationIdentity: message.origination,
            MessageType: message.messageType,
          })
        : await this.#smsVoice.call(home, 'SendVoiceMessage', {
            ...shared,
            OriginationIdentity: message.origination ?? '',
          });
    return MessageId;
  }
}
