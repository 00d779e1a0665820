import * as v from 'valibot';
import { ACCOUNT_ID } from '../../../registrar/contract/aws-shapes.ts';

/**
 * One event for one callback, as the queue, the table of waiting deliveries and the dead-letter queue store it. It
 * refers to its message and holds none of its data, so that no personal data waits anywhere; the content is read from
 * the table of messages for each attempt.
 */
const Delivery = v.object({
  accountId: v.pipe(v.string(), v.regex(ACCOUNT_ID)),
  tenantId: v.string(),
  callbackName: v.string(),
  /** Distinguishes a callback from an earlier one of the same name. */
  callbackId: v.string(),
  event: v.object({
    /** The `webhook-id`: the same for all attempts, and when the same event is announced again. */
    id: v.string(),
    /** Such as `message.delivered`. */
    type: v.string(),
    /** The message or registration; absent in a test. */
    of: v.optional(v.string()),
    /** The `eventKey` of the event; of a test, only its time. */
    key: v.string(),
  }),
  /** Attempts that failed so far. */
  attempts: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** When it was first processed, in milliseconds since the epoch. */
  startedAt: v.optional(v.number()),
  /** Lets it pass an open breaker. */
  isProbe: v.optional(v.boolean()),
});

export type Delivery = v.InferOutput<typeof Delivery>;

/** @throws Error for a text that is not a delivery, which belongs in the dead-letter queue */
export function parseDelivery(body: string): Delivery {
  return v.parse(Delivery, JSON.parse(body));
}

/** The same event before its first attempt, for the dead-letter queue: a redrive begins the whole schedule again. */
export function afresh({ accountId, tenantId, callbackName, callbackId, event }: Delivery): Delivery {
  return { accountId, tenantId, callbackName, callbackId, event, attempts: 0 };
}
