import { AwsError } from '../../core/aws-error.ts';
import type { Kernel } from '../../iam/kernel.ts';
import type { Sqs } from '../../sqs/sqs.ts';
import type { EventEnvelope } from '../event.ts';
import type { Rule, RuleTarget } from '../rules/rule.ts';
import type { DeliveryError } from './delivery-error.ts';
import { deliveryError } from './delivery-error.ts';
import { ruleCaller } from './targets.ts';

export interface Delivery {
  readonly rule: Rule;
  readonly target: RuleTarget;
  readonly event: EventEnvelope;
  /** One attempt. @throws AwsError, DeliveryError */
  send(): Promise<void>;
}

const MAX_RETRY_ATTEMPTS = 185;
const MAX_EVENT_AGE_SECONDS = 86_400;
/** With pauses that double up to this one, 185 attempts take about the 24 hours that EventBridge allows. */
const MAX_PAUSE_SECONDS = 512;

/**
 * Delivers events to targets. Transient failures are retried until the target's retry policy is exhausted; then, or at
 * once after a final failure, the event goes to the dead-letter queue ("How EventBridge retries delivering events").
 */
export class Deliveries {
  readonly #kernel: Kernel;
  readonly #sqs: Sqs;
  readonly #underWay = new Set<Promise<void>>();

  constructor(kernel: Kernel, sqs: Sqs) {
    this.#kernel = kernel;
    this.#sqs = sqs;
  }

  start(delivery: Delivery): void {
    this.#attempt(delivery, 0, this.#kernel.clock.now());
  }

  /** Resolves when no attempt is in progress; attempts that wait do not count. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #attempt(delivery: Delivery, retries: number, startedAt: number): void {
    const attempt = Promise.resolve()
      .then(() => delivery.send())
      .catch((error: unknown) => this.#failed(delivery, deliveryError(error), retries, startedAt))
      .catch((error: unknown) => this.#kernel.log(`EventBridge: ${(error as Error).stack}`))
      .finally(() => this.#underWay.delete(attempt));
    this.#underWay.add(attempt);
  }

  #failed(delivery: Delivery, error: DeliveryError, retries: number, startedAt: number): void {
    const { clock } = this.#kernel;
    const pause = Math.min(2 ** retries, MAX_PAUSE_SECONDS) * 1000;
    const exhausted = exhaustedCondition(delivery.target, retries, clock.now() + pause - startedAt);
    if (error.retryable && exhausted === undefined)
      clock.after(pause, () => this.#attempt(delivery, retries + 1, startedAt));
    else this.#giveUp(delivery, error, { retries, ...(error.retryable && { exhausted }) });
  }

  #giveUp(
    { rule, target, event }: Delivery,
    error: DeliveryError,
    { retries, exhausted }: { retries: number; exhausted?: string | undefined },
  ): void {
    const what = `EventBridge: ${rule.arn} could not deliver ${event.id} to ${target.arn} (${error.code}: ${error.message})`;
    if (target.deadLetterArn === undefined) {
      this.#kernel.log(`${what}; it is lost.`);
      return;
    }
    const attributes = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.arn,
      ERROR_CODE: error.code,
      ERROR_MESSAGE: error.message,
      RETRY_ATTEMPTS: String(retries),
      ...(exhausted !== undefined && { EXHAUSTED_RETRY_CONDITION: exhausted }),
    };
    try {
      this.#sqs.sendMessage(ruleCaller(rule), target.deadLetterArn, {
        body: JSON.stringify(event),
        attributes: Object.fromEntries(
          Object.entries(attributes).map(([name, stringValue]) => [
            name,
            { dataType: 'String', stringValue },
          ]),
        ),
      });
      this.#kernel.log(`${what}; it is in ${target.deadLetterArn}.`);
    } catch (refused) {
      if (!(refused instanceof AwsError)) throw refused;
      this.#kernel.log(`${what}; its dead-letter queue refused it (${refused.message}) and it is lost.`);
    }
  }
}

/** Which limit of the retry policy forbids another attempt at the given age. */
function exhaustedCondition(
  { retryPolicy = {} }: RuleTarget,
  retries: number,
  ageMilliseconds: number,
): string | undefined {
  const { maximumRetryAttempts = MAX_RETRY_ATTEMPTS, maximumEventAgeSeconds = MAX_EVENT_AGE_SECONDS } =
    retryPolicy;
  if (retries >= maximumRetryAttempts) return 'MaximumRetryAttempts';
  return ageMilliseconds > maximumEventAgeSeconds * 1000 ? 'MaximumEventAgeInSeconds' : undefined;
}
