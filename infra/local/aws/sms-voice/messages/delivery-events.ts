import type { Caller, Home } from '../../core/caller.ts';
import type { Kernel } from '../../iam/kernel.ts';
import { arnOf } from '../arns.ts';
import type { EventDestination, RegionState, Registration } from '../state.ts';
import type { DeliveryEvent, DeliveryStep, EventContext } from './event-format.ts';
import { deliveryEvent } from './event-format.ts';
import type { PhoneChannel, PhoneMessage } from './outbox.ts';
import { simulatorDestination } from './simulator.ts';

/** What of Amazon CloudWatch Logs and Amazon Data Firehose the events need. */
export interface EventSinks {
  readonly logs: {
    describeLogStreams(
      caller: Caller,
      groupArn: string,
      namePrefix: string,
    ): readonly { readonly name: string }[];
    createLogStream(caller: Caller, groupArn: string, streamName: string): void;
    putLogEvents(caller: Caller, groupArn: string, streamName: string, messages: readonly string[]): unknown;
  };
  readonly firehose: {
    putRecords(caller: Caller, deliveryStreamArn: string, records: readonly Buffer[]): unknown;
  };
  /** The default buses of all accounts; without it, nothing is put there. */
  readonly eventBridge?: ServiceEventBus;
}

export interface ServiceEventBus {
  putServiceEvent(
    home: Home,
    event: { source: 'aws.sms-voice'; detailType: string; detail: Readonly<Record<string, unknown>> },
  ): void;
}

/** Where a message was sent: its account's configuration sets say who hears of it. */
interface Origin {
  readonly home: Home;
  readonly state: RegionState;
}

const SERVICE = 'sms-voice.amazonaws.com';
const SOURCE = 'aws.sms-voice';

/** "Monitoring with EventBridge" of the AWS End User Messaging SMS guide. */
const DETAIL_TYPES: Readonly<Record<PhoneChannel, string>> = {
  TEXT: 'Text Message Delivery Status Updated',
  MEDIA: 'Media Message Delivery Status Updated',
  VOICE: 'Voice Message Delivery Status Updated',
};

/**
 * The way of a message per channel: the steps that lead somewhere, then how it ends well and how it fails. Which
 * failure the simulator's failure numbers report is published nowhere; UNKNOWN is the type for causes that no other
 * type names.
 */
const STEPS: Readonly<
  Record<PhoneChannel, { sent: readonly DeliveryStep[]; success: DeliveryStep; failure: DeliveryStep }>
> = {
  TEXT: {
    sent: [step('SENT', 'Message has been sent', 200)],
    success: finalStep('DELIVERED', 'Message has been accepted by phone'),
    failure: finalStep('UNKNOWN', 'Unknown error attempting to reach phone'),
  },
  MEDIA: {
    sent: [step('PENDING', 'Message is being delivered', 200)],
    success: finalStep('DELIVERED', 'Message has been accepted by phone'),
    failure: finalStep('UNKNOWN', 'Unknown error attempting to reach phone'),
  },
  VOICE: {
    sent: [
      step('INITIATED', 'Call has been initiated', 200),
      step('RINGING', 'Phone is ringing', 400),
      step('ANSWERED', 'Call has been answered', 800),
    ],
    success: finalStep('COMPLETED', 'Call has been completed'),
    failure: finalStep('FAILED', 'Call has failed'),
  },
};

function step(status: string, description: string, afterMilliseconds: number): DeliveryStep {
  return { status, description, isFinal: false, afterMilliseconds };
}

function finalStep(status: string, description: string): DeliveryStep {
  return { status, description, isFinal: true, afterMilliseconds: 1500 };
}

/** Reports what becomes of messages to the event destinations of their configuration sets. */
export class DeliveryEvents {
  readonly #kernel: Kernel;
  readonly #sinks: EventSinks;

  constructor(kernel: Kernel, sinks: EventSinks) {
    this.#kernel = kernel;
    this.#sinks = sinks;
  }

  /** Puts the message's steps on the clock. The send is over by then: what goes wrong later is logged only. */
  schedule(origin: Origin, message: PhoneMessage, destination: EventContext): void {
    const { sent, success, failure } = STEPS[message.channel];
    const fails = simulatorDestination(message.destination)?.outcome === 'failure';
    for (const each of [...sent, fails ? failure : success]) {
      this.#kernel.clock.after(each.afterMilliseconds, () => {
        const event = deliveryEvent(message, destination, each);
        this.#report(origin, message.configurationSet, event);
        this.#putOnBus(origin.home, DETAIL_TYPES[message.channel], withoutPhone(event));
      });
    }
  }

  /** Says on the account's default bus what became of a registration. */
  registrationChanged(home: Home, { RegistrationId, RegistrationArn, ...registration }: Registration): void {
    this.#putOnBus(home, 'Registration Status Change', {
      registrationArn: RegistrationArn,
      registrationDetails: {
        registrationId: RegistrationId,
        registrationVersionNumber: registration.CurrentVersionNumber,
        registrationType: registration.RegistrationType,
        registrationStatusChangeTimestamp: this.#kernel.clock.now(),
        currentStatus: registration.RegistrationStatus,
      },
    });
  }

  #putOnBus(home: Home, detailType: string, detail: Readonly<Record<string, unknown>>): void {
    this.#sinks.eventBridge?.putServiceEvent(home, { source: SOURCE, detailType, detail });
  }

  #report({ home, state }: Origin, setName: string | undefined, event: DeliveryEvent): void {
    const destinations = state.configurationSets.get(setName ?? '')?.EventDestinations ?? [];
    for (const destination of destinations) {
      if (!destination.Enabled || !matches(destination, event.eventType)) continue;
      try {
        this.#deliver(home, setName ?? '', destination, event);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#kernel.log(
          `sms-voice: ${event.eventType} did not reach ${destination.EventDestinationName}: ${reason}`,
        );
      }
    }
  }

  #deliver(
    home: Home,
    setName: string,
    { CloudWatchLogsDestination, KinesisFirehoseDestination }: EventDestination,
    event: DeliveryEvent,
  ): void {
    const line = JSON.stringify(event);
    if (CloudWatchLogsDestination !== undefined) {
      const { IamRoleArn, LogGroupArn } = CloudWatchLogsDestination;
      this.#log(this.#assume(home, setName, IamRoleArn), LogGroupArn, setName, line);
    }
    if (KinesisFirehoseDestination !== undefined) {
      const { IamRoleArn, DeliveryStreamArn } = KinesisFirehoseDestination;
      const caller = this.#assume(home, setName, IamRoleArn);
      // Whether AWS's events end with a line end is documented nowhere: here the stream has to see to it.
      this.#sinks.firehose.putRecords(caller, DeliveryStreamArn, [Buffer.from(line)]);
    }
  }

  /** Into the day's stream, which the first event of a day makes. */
  #log(caller: Caller, groupArn: string, setName: string, line: string): void {
    const { logs } = this.#sinks;
    const day = new Date(this.#kernel.clock.now()).toISOString().slice(0, 10);
    const streamName = `${setName}/${day}`;
    const streams = logs.describeLogStreams(caller, groupArn, streamName);
    if (!streams.some(({ name }) => name === streamName)) logs.createLogStream(caller, groupArn, streamName);
    logs.putLogEvents(caller, groupArn, streamName, [line]);
  }

  /** Acts for the configuration set, as the trust policies of destination roles ask for. */
  #assume(home: Home, setName: string, roleArn: string): Caller {
    return this.#kernel.iam.assumeRoleAsService(SERVICE, roleArn, {
      'aws:SourceAccount': home.accountId,
      'aws:SourceArn': arnOf(home, 'configuration-set', setName),
    });
  }
}

/** AWS's examples of events on the bus show neither the destination nor the context. */
function withoutPhone({ destinationPhoneNumber: _, context: __, ...event }: DeliveryEvent) {
  return event;
}

function matches({ MatchingEventTypes }: EventDestination, eventType: string): boolean {
  const [channel] = eventType.split('_');
  return (MatchingEventTypes as readonly string[]).some((wanted) =>
    ['ALL', `${channel}_ALL`, eventType].includes(wanted),
  );
}
