import type { Home } from '../../core/caller.ts';
import type { Kernel } from '../../iam/kernel.ts';
import type { EventTargets } from '../configuration-sets/event-targets.ts';
import type { EventDestination, RegionState, Registration } from '../state.ts';
import type { DeliveryEvent, DeliveryStep, EventContext } from './event-format.ts';
import { deliveryEvent } from './event-format.ts';
import type { PhoneChannel, PhoneMessage } from './outbox.ts';
import { simulatorDestination } from './simulator.ts';

export interface ServiceEventBus {
  putServiceEvent(
    home: Home,
    event: { source: 'aws.sms-voice'; detailType: string; detail: Readonly<Record<string, unknown>> },
  ): void;
}

/** The account and Region of a message, whose configuration sets decide where its events go. */
interface Origin {
  readonly home: Home;
  readonly state: RegionState;
}

const SOURCE = 'aws.sms-voice';

/** "Monitoring with EventBridge" of the AWS End User Messaging SMS guide. */
const DETAIL_TYPES: Readonly<Record<PhoneChannel, string>> = {
  TEXT: 'Text Message Delivery Status Updated',
  MEDIA: 'Media Message Delivery Status Updated',
  VOICE: 'Voice Message Delivery Status Updated',
};

/**
 * The steps of a message per channel: those of every message, then the success and the failure. Which failure the
 * simulator's failure numbers report is published nowhere; UNKNOWN is the type for causes that no other type names.
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

/** Reports message events to the event destinations of their configuration sets. */
export class DeliveryEvents {
  readonly #kernel: Kernel;
  readonly #targets: EventTargets;
  readonly #buses: ServiceEventBus | undefined;

  /** @param buses the default buses of all accounts; without them, no events are put there */
  constructor(kernel: Kernel, targets: EventTargets, buses?: ServiceEventBus) {
    this.#kernel = kernel;
    this.#targets = targets;
    this.#buses = buses;
  }

  /** Schedules the message's steps. The send has ended by then, so a later failure is only logged. */
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

  /** Puts a registration's change of status on the account's default bus. */
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
    this.#buses?.putServiceEvent(home, { source: SOURCE, detailType, detail });
  }

  #report({ home, state }: Origin, setName: string | undefined, event: DeliveryEvent): void {
    const destinations = state.configurationSets.get(setName ?? '')?.EventDestinations ?? [];
    for (const destination of destinations) {
      if (!destination.Enabled || !matches(destination, event.eventType)) continue;
      try {
        const line = JSON.stringify(event);
        this.#targets.deliver(home, setName ?? '', destination, line, this.#kernel.clock.now());
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#kernel.log(
          `sms-voice: ${event.eventType} did not reach ${destination.EventDestinationName}: ${reason}`,
        );
      }
    }
  }
}

/** AWS's examples of events on the bus have neither the destination nor the context. */
function withoutPhone({ destinationPhoneNumber: _, context: __, ...event }: DeliveryEvent) {
  return event;
}

function matches({ MatchingEventTypes }: EventDestination, eventType: string): boolean {
  const [channel] = eventType.split('_');
  return (MatchingEventTypes as readonly string[]).some((wanted) =>
    ['ALL', `${channel}_ALL`, eventType].includes(wanted),
  );
}
