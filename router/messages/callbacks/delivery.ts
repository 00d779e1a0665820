import * as v from 'valibot';
import { ACCOUNT_ID } from '../../../registrar/contract/aws-shapes.ts';

/**
 * One event on its way to one callback, as it lies in the queue, in the table of what is due and in the dead-letter
 * queue. It refers to what it reports and holds nothing of it, so that nothing personal waits anywhere: what is told is
 * read from the table of messages when it is told.
 */
const Delivery = v.object({
  accountId: v.pipe(v.string(), v.regex(ACCOUNT_ID)),
  tenantId: v.string(),
  callbackName: v.string(),
  /** Tells a callback from an earlier one of the same name. */
  callbackId: v.string(),
  event: v.object({
    /** The `webhook-id`: the same over all attempts, and when the same event is announced again. */
    id: v.string(),
    /** Such as `message.delivered`. */
    type: v.string(),
    /** The message or registration; absent in a test. */
    of: v.optional(v.string()),
    /** `eventKey` of the event; of a test, its time alone. */
    key: v.string(),
  }),
  /** Attempts that failed so far. */
  attempts: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** When it was first looked at, in milliseconds since the epoch. */
  startedAt: v.optional(v.number()),
  /** Lets it through an open breaker. */
  isProbe: v.optional(v.boolean()),
});

export type Delivery = v.InferOutput<typeof Delivery>;

/** @throws Error for what is no delivery: it belongs into the dead-letter queue */
export function parseDelivery(body: string): Delivery {
  return v.parse(Delivery, JSON.parse(body));
}

/** The same event from the beginning, as a dead letter holds it: whoever redrives it gives it the whole schedule. */
export function afresh({ accountId, tenantId, callbackName, callbackId, event }: Delivery): Delivery {
  return { accountId, tenantId, callbackName, callbackId, event, attempts: 0 };
}
