import { AwsError } from '../../core/aws-error.ts';
import type { Operation } from '../operation.ts';
import { findRegistration } from '../requests/finding.ts';
import type { Registration, RegistrationVersion } from '../state.ts';
import { replaceVersion, versionOf } from './versions.ts';

/** What carriers and registrars say; no operation of the API decides it. */
export type ReviewOutcome =
  | { readonly outcome: 'APPROVED' }
  | { readonly outcome: 'DENIED'; readonly reason: string };

/**
 * Ends the review of a submitted registration. An approval makes the registration complete and its phone numbers
 * active; a denial asks for a new version.
 *
 * @throws AwsError when the current version is not submitted
 */
export function review(operation: Operation, registrationId: string, decision: ReviewOutcome): void {
  const registration = findRegistration(operation, registrationId);
  const current = versionOf(registration);
  if (current.RegistrationVersionStatus !== 'SUBMITTED')
    throw new AwsError('ConflictException', `${registrationId} is not under review.`);
  const history = current.RegistrationVersionStatusHistory;
  const now = operation.now();
  if (decision.outcome === 'DENIED') {
    const denied: RegistrationVersion = {
      ...current,
      RegistrationVersionStatus: 'DENIED',
      RegistrationVersionStatusHistory: { ...history, ReviewingTimestamp: now, DeniedTimestamp: now },
      DeniedReasons: [{ Reason: decision.reason, ShortDescription: decision.reason }],
    };
    replaceVersion(operation, registration, denied, {
      RegistrationStatus: 'REQUIRES_UPDATES',
      LatestDeniedVersionNumber: current.VersionNumber,
    });
    return;
  }
  const approved: RegistrationVersion = {
    ...current,
    RegistrationVersionStatus: 'APPROVED',
    RegistrationVersionStatusHistory: { ...history, ReviewingTimestamp: now, ApprovedTimestamp: now },
  };
  replaceVersion(operation, registration, approved, {
    RegistrationStatus: 'COMPLETE',
    ApprovedVersionNumber: current.VersionNumber,
  });
  activateNumbers(operation, registration);
}

function activateNumbers({ state }: Operation, { associations }: Registration): void {
  for (const number of state.phoneNumbers.values()) {
    if (associations.includes(number.PhoneNumberArn))
      state.phoneNumbers.set(number.PhoneNumberId, { ...number, Status: 'ACTIVE' });
  }
}
