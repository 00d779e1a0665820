import { callbackJourneys } from './callbacks.ts';
import { callerJourneys } from './callers.ts';
import { gatewayJourneys } from './gateway.ts';
import type { Journey } from './journey.ts';
import { keyedSendJourneys } from './keyed-sends.ts';
import { messageStatusJourneys } from './message-status.ts';
import { messageJourneys } from './messages.ts';
import { operationJourneys } from './operations.ts';
import { phoneAndCarrierJourneys } from './phones-and-carriers.ts';
import { protectedJourneys } from './protected.ts';
import { refusalJourneys } from './refusals.ts';
import { registrationJourneys } from './registration.ts';

export const JOURNEYS: readonly Journey[] = [
  ...messageJourneys,
  ...keyedSendJourneys,
  ...messageStatusJourneys,
  ...phoneAndCarrierJourneys,
  ...callbackJourneys,
  ...callerJourneys,
  ...gatewayJourneys,
  ...registrationJourneys,
  ...operationJourneys,
  ...protectedJourneys,
  ...refusalJourneys,
];
