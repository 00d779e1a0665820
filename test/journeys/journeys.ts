import { callerJourneys } from './callers.ts';
import { messageJourneys } from './messages.ts';
import { registrationJourneys } from './registration.ts';
import type { Journey } from './rig.ts';

export const JOURNEYS: readonly Journey[] = [...messageJourneys, ...callerJourneys, ...registrationJourneys];
