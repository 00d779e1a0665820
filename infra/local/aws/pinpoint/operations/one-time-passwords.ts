import { randomInt } from 'node:crypto';
import { badRequest } from '../errors.ts';
import { findApp } from './apps.ts';
import type { Handlers } from './operation.ts';

interface Bound {
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

/** "Generate one-time passwords (OTPs) with Amazon Pinpoint". */
const ALLOWED_ATTEMPTS: Bound = { min: 1, max: 5, default: 3 };
const CODE_LENGTH: Bound = { min: 5, max: 8, default: 6 };
const VALIDITY_MINUTES: Bound = { min: 5, max: 60, default: 15 };

function within(name: string, bound: Bound, value = bound.default): number {
  if (!Number.isInteger(value) || value < bound.min || value > bound.max)
    throw badRequest(`${name} must be between ${bound.min} and ${bound.max}.`);
  return value;
}

function keyOf(applicationId: string, referenceId: string, destination: string): string {
  return JSON.stringify([applicationId, referenceId, destination]);
}

export const oneTimePasswordHandlers: Handlers<'SendOTPMessage' | 'VerifyOTPMessage'> = {
  async SendOTPMessage(operation, { ApplicationId, SendOTPMessageRequestParameters: parameters }) {
    findApp(operation, ApplicationId);
    const { BrandName, Channel, DestinationIdentity, OriginationIdentity, ReferenceId } = parameters;
    if (Channel !== 'SMS') throw badRequest('Channel must be SMS.');
    const attemptsLeft = within('AllowedAttempts', ALLOWED_ATTEMPTS, parameters.AllowedAttempts);
    const length = within('CodeLength', CODE_LENGTH, parameters.CodeLength);
    const minutes = within('ValidityPeriod', VALIDITY_MINUTES, parameters.ValidityPeriod);
    const code = String(randomInt(10 ** length)).padStart(length, '0');
    const MessageId = await operation.sendToPhone({
      channel: 'TEXT',
      destination: DestinationIdentity,
      body: `${code} is your ${BrandName} code.`,
      origination: OriginationIdentity,
      messageType: 'TRANSACTIONAL',
    });
    operation.state.passwords.set(keyOf(ApplicationId, ReferenceId, DestinationIdentity), {
      code,
      attemptsLeft,
      expiresAt: operation.now().getTime() + minutes * 60_000,
    });
    const result = { DeliveryStatus: 'SUCCESSFUL' as const, StatusCode: 200, MessageId };
    return {
      MessageResponse: {
        ApplicationId,
        RequestId: operation.requestId,
        Result: { [DestinationIdentity]: { ...result, StatusMessage: `MessageId: ${MessageId}` } },
      },
    };
  },

  VerifyOTPMessage(operation, { ApplicationId, VerifyOTPMessageRequestParameters: parameters }) {
    findApp(operation, ApplicationId);
    const { DestinationIdentity, Otp, ReferenceId } = parameters;
    const { passwords } = operation.state;
    const key = keyOf(ApplicationId, ReferenceId, DestinationIdentity);
    const password = passwords.get(key);
    const alive =
      password !== undefined && password.attemptsLeft > 0 && password.expiresAt > operation.now().getTime();
    const Valid = alive && password.code === Otp;
    // A password can be verified once, and allows a limited number of failures.
    if (Valid) passwords.delete(key);
    else if (password !== undefined)
      passwords.set(key, { ...password, attemptsLeft: password.attemptsLeft - 1 });
    return { VerificationResponse: { Valid } };
  },
};
