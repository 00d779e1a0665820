import type { Problems } from '../problem.ts';
import {
  type Described,
  list,
  number,
  oneOf,
  secretText,
  structure,
  text,
  textOf,
  timestamp,
} from './schema.ts';

/** The types of events that a callback can receive. Order is not guaranteed. */
export const CALLBACK_EVENT_TYPES = [
  /** AWS accepted the message. */
  'message.accepted',
  /** The message is on its way: AWS or a carrier has it. */
  'message.sent',
  'message.delivered',
  /** The message did not arrive, or its outcome will stay unknown. */
  'message.failed',
  /** A phone sent a text. */
  'message.inbound',
  /** The status of a registration changed. */
  'registration.updated',
] as const;

export type CallbackEventType = (typeof CALLBACK_EVENT_TYPES)[number];

/** All types, including those of later versions. */
export const EVERY_EVENT = '*';

export type EventTypeFilter = CallbackEventType | typeof EVERY_EVENT;

const signingSecret = secretText('SigningSecret');
const callbackName = textOf('CallbackName', { min: 1, max: 64 });
const eventTypes = list(
  'CallbackEventTypeList',
  oneOf<EventTypeFilter>('CallbackEventType', [...CALLBACK_EVENT_TYPES, EVERY_EVENT]),
  { min: 1, max: CALLBACK_EVENT_TYPES.length },
);

export const PutCallbackRequest = structure(
  'PutCallbackRequest',
  {
    CallbackName: callbackName,
    /** Takes POST requests. The URL must be `https`, with public addresses only; it is stored in its normal form. */
    Url: textOf('CallbackUrl', { min: 1, max: 2048 }),
    EventTypes: eventTypes,
  },
  {},
);

export const PutCallbackResult = structure(
  'PutCallbackResult',
  { CallbackName: text },
  {
    /** The secret that signs every delivery. Only in the answer that creates a callback; it is not shown again. */
    SigningSecret: signingSecret,
  },
);

const nameAlone = { CallbackName: callbackName };
export const DeleteCallbackRequest = structure('DeleteCallbackRequest', nameAlone, {});
export const DeleteCallbackResult = structure('DeleteCallbackResult', { CallbackName: text }, {});

export const TestCallbackRequest = structure('TestCallbackRequest', nameAlone, {});
export const TestCallbackResult = structure(
  'TestCallbackResult',
  {
    /** The `webhook-id` of the delivery, which is tried within seconds. `DescribeCallbacks` has its outcome. */
    EventId: text,
  },
  {},
);

export const RotateCallbackSecretRequest = structure('RotateCallbackSecretRequest', nameAlone, {});
export const RotateCallbackSecretResult = structure(
  'RotateCallbackSecretResult',
  {
    CallbackName: text,
    SigningSecret: signingSecret,
    /** Until then, deliveries also have a signature with the secret that was just replaced. */
    PreviousSecretExpiresTimestamp: timestamp,
  },
  {},
);

export const DescribeCallbacksRequest = structure('DescribeCallbacksRequest', {}, {});

const outcome = structure(
  'CallbackOutcome',
  {
    EventId: text,
    EventType: text,
    Timestamp: timestamp,
    /** DELIVERED after a 2xx answer, otherwise FAILED. */
    Result: oneOf('CallbackResult', ['DELIVERED', 'FAILED']),
    /** 1 for the first attempt. */
    Attempt: number,
  },
  {
    /** The HTTP status of the callback's server. */
    HttpStatus: number,
    /** Why there was no answer. */
    Reason: text,
  },
);

export const DescribeCallbacksResult = structure(
  'DescribeCallbacksResult',
  {
    Callbacks: list(
      'CallbackList',
      structure(
        'Callback',
        {
          CallbackName: text,
          Url: text,
          EventTypes: list('EventTypeList', text),
          CreatedTimestamp: timestamp,
          /** OPEN after ten failures in a row: deliveries wait, and one at a time is tried. */
          Breaker: oneOf('CallbackBreaker', ['CLOSED', 'OPEN']),
          FailuresInARow: number,
          /** Newest first. Successes in quick succession are recorded once in ten seconds. */
          LastOutcomes: list('CallbackOutcomeList', outcome),
        },
        { PreviousSecretExpiresTimestamp: timestamp },
      ),
    ),
  },
  {},
);

/** Names are keys of a table and parts of dashboards' paths. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export function checkCallbackName(
  { CallbackName }: { readonly CallbackName: string },
  problems: Problems,
): void {
  if (!NAME.test(CallbackName)) {
    problems.add('CallbackName', 'must be letters, digits, ".", "_" or "-", starting with a letter or digit');
  }
}

export type PutCallbackInput = Described<typeof PutCallbackRequest>;
export type PutCallbackOutput = Described<typeof PutCallbackResult>;
export type NamedCallbackInput = Described<typeof DeleteCallbackRequest>;
export type TestCallbackOutput = Described<typeof TestCallbackResult>;
export type RotateCallbackSecretOutput = Described<typeof RotateCallbackSecretResult>;
export type DescribeCallbacksOutput = Described<typeof DescribeCallbacksResult>;
