import { AwsError } from '../../core/aws-error.ts';
import type { Home } from '../../core/caller.ts';
import type { Clock } from '../../core/clock/clock.ts';

/** "Quotas for AWS End User Messaging SMS": 1 request a second for all operations except these. */
const REQUESTS_PER_SECOND: Readonly<Record<string, number>> = {
  DeleteOptedOutNumber: 10,
  PutOptedOutNumber: 10,
};

/** The page's rows for the send operations are not modelled; those are not limited. */
const UNLIMITED = /^Send/;

/** Requests a second per account, Region and operation. */
export class RateQuotas {
  readonly #clock: Clock;
  readonly #recent = new Map<string, readonly number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts the request. @throws AwsError ThrottlingException */
  take({ accountId, region }: Home, operation: string): void {
    if (UNLIMITED.test(operation)) return;
    const key = `${accountId}/${region}/${operation}`;
    const now = this.#clock.now();
    const lastSecond = (this.#recent.get(key) ?? []).filter((at) => at > now - 1000);
    if (lastSecond.length >= (REQUESTS_PER_SECOND[operation] ?? 1))
      throw new AwsError('ThrottlingException', 'Rate exceeded');
    this.#recent.set(key, [...lastSecond, now]);
  }
}
