import { appHandlers } from './apps.ts';
import { channelHandlers } from './channels.ts';
import { messageHandlers } from './messages.ts';
import { oneTimePasswordHandlers } from './one-time-passwords.ts';
import { phoneNumberValidateHandlers } from './phone-number-validate.ts';

/**
 * Every operation that is modelled: those that continue after Pinpoint's end of support on 2026-10-30. The others are
 * authorized and then answered with "not simulated".
 */
export const HANDLERS = {
  ...appHandlers,
  ...channelHandlers,
  ...messageHandlers,
  ...oneTimePasswordHandlers,
  ...phoneNumberValidateHandlers,
};

export type ModelledOperation = keyof typeof HANDLERS;

export function isModelled(operation: string): operation is ModelledOperation {
  return Object.hasOwn(HANDLERS, operation);
}
