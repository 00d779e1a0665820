import { randomUUID } from 'node:crypto';
import { notSimulated } from '../core/aws-error.ts';
import type { Caller, Home } from '../core/caller.ts';
import type { Kernel } from '../iam/kernel.ts';
import type { Outbox } from '../sms-voice/messages/outbox.ts';
import type { SmsVoice } from '../sms-voice/sms-voice.ts';
import { HANDLERS, isModelled } from './operations/handlers.ts';
import type { Operation, PhoneMessage } from './operations/operation.ts';
import type { PinpointState } from './state.ts';

/** A client's request. */
export interface PinpointRequest {
  readonly name: string;
  /** The ARN for the authorization. */
  readonly resource: string;
  /** A value of the operation's schema, and so of the SDK's type. */
  readonly input: unknown;
  readonly requestId: string;
}

/**
 * Amazon Pinpoint (`mobiletargeting`, API 2016-12-01), the parts that continue. handlers.ts lists the modelled
 * operations.
 */
export class Pinpoint {
  readonly #kernel: Kernel;
  readonly #smsVoice: SmsVoice;
  readonly #outbox: Outbox;
  readonly #regions = new Map<string, PinpointState>();

  constructor(kernel: Kernel, smsVoice: SmsVoice, outbox: Outbox) {
    this.#kernel = kernel;
    this.#smsVoice = smsVoice;
    this.#outbox = outbox;
  }

  /** Whether an operation is simulated. */
  supports(operation: string): boolean {
    return isModelled(operation);
  }

  /** @throws AwsError of the service */
  async request(
    caller: Caller,
    home: Home,
    { name, resource, input, requestId }: PinpointRequest,
  ): Promise<unknown> {
    this.#kernel.iam.authorize({
      caller,
      action: `mobiletargeting:${name}`,
      resource,
      resourceAccountId: home.accountId,
    });
    if (!isModelled(name)) throw notSimulated(`the operation ${name} of mobiletargeting`);
    return await HANDLERS[name](this.#operation(home, requestId), input as never);
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
