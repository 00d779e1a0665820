import { AwsError } from '../../core/aws-error.ts';
import type { Operation } from '../operation.ts';
import { findRegistration } from '../requests/finding.ts';
import type { Registration, RegistrationVersion } from '../state.ts';
import { replaceVersion, versionOf } from './versions.ts';

/** The decision of carriers and registrars; no API operation makes it. */
export type ReviewOutcome =
  | { readonly outcome: 'APPROVED' }
  /** @param reason one of AWS's deny reasons, such as `BRAND_UNVERIFIED`, or a text */
  | { readonly outcome: 'DENIED'; readonly reason: string }
  /** The fields have a wrong value, each with a sentence about it. */
  | { readonly outcome: 'UPDATES_REQUESTED'; readonly fields: Readonly<Record<string, string>> };

/**
 * Ends the review of a submitted registration, whose status is REVIEWING in between. An approval completes the
 * registration, activates its phone numbers and archives an earlier approved version
 * ("RegistrationVersionInformation"). A denial, with a reason for the whole or for fields, requires a new version.
 *
 * @returns the registration as it is then
 * @throws AwsError when the current version is not submitted, or a named field has no value
 */
export function review(operation: Operation, registrationId: string, decision: ReviewOutcome): Registration {
  const submitted = findRegistration(operation, registrationId);
  const version = versionOf(submitted);
  if (version.RegistrationVersionStatus !== 'SUBMITTED')
    throw new AwsError('ConflictException', `${registrationId} is not under review.`);
  const outcome = outcomeOf(version, decision);
  const reviewing: RegistrationVersion = {
    ...version,
    RegistrationVersionStatus: 'REVIEWING',
    RegistrationVersionStatusHistory: {
      ...version.RegistrationVersionStatusHistory,
      ReviewingTimestamp: operation.now(),
    },
  };
  replaceVersion(operation, submitted, reviewing, { RegistrationStatus: 'REVIEWING' });
  const registration = findRegistration(operation, registrationId);
  const history = reviewing.RegistrationVersionStatusHistory;
  if (decision.outcome !== 'APPROVED') {
    const denied: RegistrationVersion = {
      ...reviewing,
      ...outcome,
      RegistrationVersionStatus: 'DENIED',
      RegistrationVersionStatusHistory: { ...history, DeniedTimestamp: operation.now() },
    };
    replaceVersion(operation, registration, denied, {
      RegistrationStatus: 'REQUIRES_UPDATES',
      LatestDeniedVersionNumber: version.VersionNumber,
    });
    return findRegistration(operation, registrationId);
  }
  const approved: RegistrationVersion = {
    ...reviewing,
    RegistrationVersionStatus: 'APPROVED',
    RegistrationVersionStatusHistory: { ...history, ApprovedTimestamp: operation.now() },
  };
  replaceVersion(operation, archived(operation, registration), approved, {
    RegistrationStatus: 'COMPLETE',
    ApprovedVersionNumber: version.VersionNumber,
  });
  activateNumbers(operation, registration);
  return findRegistration(operation, registrationId);
}

/** The reasons of a denial, for the version and its fields. */
function outcomeOf(
  { values }: RegistrationVersion,
  decision: ReviewOutcome,
): Pick<RegistrationVersion, 'DeniedReasons' | 'values'> {
  switch (decision.outcome) {
    case 'APPROVED':
      return { values };
    case 'DENIED': {
      const { reason } = decision;
      return { values, DeniedReasons: [{ Reason: reason, ShortDescription: reason }] };
    }
    case 'UPDATES_REQUESTED': {
      const marked = new Map(values);
      for (const [path, DeniedReason] of Object.entries(decision.fields)) {
        const value = values.get(path);
        if (value === undefined)
          throw new AwsError('ValidationException', `The registration has no value of the field ${path}.`);
        marked.set(path, { ...value, DeniedReason });
      }
      const Reason = 'INVALID_FIELD_VALUE';
      return { values: marked, DeniedReasons: [{ Reason, ShortDescription: 'Fields need another value.' }] };
    }
  }
}

function archived(operation: Operation, registration: Registration): Registration {
  const versions = registration.versions.map((version): RegistrationVersion => {
    if (version.RegistrationVersionStatus !== 'APPROVED') return version;
    const history = { ...version.RegistrationVersionStatusHistory, ArchivedTimestamp: operation.now() };
    return { ...version, RegistrationVersionStatus: 'ARCHIVED', RegistrationVersionStatusHistory: history };
  });
  return { ...registration, versions };
}

function activateNumbers({ state }: Operation, { associations }: Registration): void {
  for (const number of state.phoneNumbers.values()) {
    if (associations.includes(number.PhoneNumberArn))
      state.phoneNumbers.set(number.PhoneNumberId, { ...number, Status: 'ACTIVE' });
  }
}
