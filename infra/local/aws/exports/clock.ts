/** The time of the local AWS, and a clock that tests move. */
export type { Clock } from '../core/clock.ts';
export { systemClock } from '../core/clock.ts';
export { FakeClock } from '../core/fake-clock.ts';
