import { callerJourneys } from './access/callers.ts';
import { gatewayJourneys } from './access/gateway.ts';
import { protectedJourneys } from './access/protected.ts';
import { refusalJourneys } from './access/refusals.ts';
import type { Journey } from './journey.ts';
import { callbackJourneys } from './messages/callbacks.ts';
import { keyedSendJourneys } from './messages/keyed-sends.ts';
import { messageStatusJourneys } from './messages/message-status.ts';
import { messageJourneys } from './messages/messages.ts';
import { phoneAndCarrierJourneys } from './messages/phones-and-carriers.ts';
import { operationJourneys } from './operations.ts';
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
