import type { Outputs } from '../../operator.ts';
import {
  type Content,
  callbackContent,
  eventContent,
  type Failure,
  objectContent,
  registrationContent,
} from './content.ts';

/** A dead-letter queue of the deployment. */
export interface DeadLetterQueue {
  readonly holds: string;
  readonly output: keyof Outputs;
  /** Where a redrive sends its messages; or why there is none, and what to do instead. */
  readonly redrive: { readonly to: keyof Outputs } | { readonly instead: string };
  /** The question before a redrive that reaches tenants. */
  readonly question?: string;
  /** What may be shown of a message, without personal data. */
  readonly content: (body: unknown) => Content;
  /** The reason for messages that carry none. */
  readonly failed: Failure;
}

/** All queues, by the names that the command takes; a deployment that keeps no messages lacks the last three. */
export const DEAD_LETTER_QUEUES = {
  registrations: {
    holds: 'registrations that the registrar refused',
    output: 'RegistrationDeadLetterQueueUrl',
    redrive: { to: 'RegistrationQueueUrl' },
    content: registrationContent,
    failed: { reason: '(failed ten times)', explanation: "The registrar's log says why." },
  },
  'undelivered-registrations': {
    holds: 'registrations that EventBridge could not deliver',
    output: 'UndeliveredRegistrationsQueueUrl',
    redrive: { instead: 'Each tenant announces itself again within the hour.' },
    content: registrationContent,
    failed: { reason: '(undelivered)', explanation: '' },
  },
  'undelivered-reconciles': {
    holds: 'reconcile messages that EventBridge could not deliver',
    output: 'UndeliveredReconcilesQueueUrl',
    redrive: { instead: 'The next one comes within the hour, or with npm run tenants -- reconcile.' },
    content: () => ({}),
    failed: { reason: '(undelivered)', explanation: '' },
  },
  objects: {
    holds: 'objects of the event bucket that could not be read',
    output: 'NewObjectsDeadLetterQueueUrl',
    redrive: { to: 'NewObjectsQueueUrl' },
    content: objectContent,
    failed: { reason: '(failed five times)', explanation: "The message reader's log says why." },
  },
  'service-events': {
    holds: 'events of End User Messaging that could not be read or delivered',
    output: 'ServiceEventsDeadLetterQueueUrl',
    redrive: { to: 'ServiceEventsQueueUrl' },
    content: eventContent,
    failed: { reason: '(failed five times)', explanation: "The message reader's log says why." },
  },
  callbacks: {
    holds: 'deliveries that failed every time',
    output: 'CallbackDeadLetterQueueUrl',
    redrive: { to: 'CallbackQueueUrl' },
    question: 'Send the deliveries again, each with its whole schedule of attempts?',
    content: callbackContent,
    failed: { reason: '(failed five times)', explanation: "The deliverer's log says why." },
  },
} as const satisfies Readonly<Record<string, DeadLetterQueue>>;

export type DeadLetterQueueName = keyof typeof DEAD_LETTER_QUEUES;

export const DEAD_LETTER_QUEUE_NAMES = Object.keys(DEAD_LETTER_QUEUES) as readonly DeadLetterQueueName[];
