import { notSimulated } from '../../core/aws-error.ts';
import type { Clock } from '../../core/clock/clock.ts';
import { invalid } from '../errors.ts';

const UNIT_MILLISECONDS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** A timer cannot wait longer than this. */
const MAX_TIMER_MILLISECONDS = 2 ** 31 - 1;

/**
 * The interval of a rate expression, in milliseconds.
 *
 * @throws AwsError ValidationException; cron expressions are not simulated
 */
export function parseRate(expression: string): number {
  if (/^cron\(.*\)$/.test(expression)) throw notSimulated('cron expressions of EventBridge rules');
  const [, count = '', unit = '', plural] =
    /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  // "If the value is equal to 1, then the unit must be singular."
  if (unit === '' || (count === '1') !== (plural === ''))
    throw invalid('Parameter ScheduleExpression is not valid.');
  return Number(count) * (UNIT_MILLISECONDS[unit] ?? 0);
}

/** Runs `task` every `interval` milliseconds, first after one interval; the returned function ends it. */
export function repeat(clock: Clock, interval: number, task: () => void): () => void {
  let cancel = () => {};
  const waitUntil = (due: number): void => {
    const wait = Math.min(due - clock.now(), MAX_TIMER_MILLISECONDS);
    cancel = clock.after(wait, () => {
      const isDue = clock.now() >= due;
      waitUntil(isDue ? due + interval : due);
      if (isDue) task();
    });
  };
  waitUntil(clock.now() + interval);
  return () => cancel();
}
