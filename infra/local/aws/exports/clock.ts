/** The time of the local AWS, and a clock that tests move. */
export type { Clock } from '../core/clock/clock.ts';
export { systemClock } from '../core/clock/clock.ts';
export { FakeClock } from '../core/clock/fake-clock.ts';
