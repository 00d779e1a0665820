import { conflict, invalid } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';
import { filtered } from '../requests/filters.ts';
import { findRegistration } from '../requests/finding.ts';
import { paged } from '../requests/paging.ts';
import type { Registration, RegistrationVersion } from '../state.ts';
import { formOf } from './definitions.ts';

type Names =
  | 'CreateRegistrationVersion'
  | 'DescribeRegistrationVersions'
  | 'DiscardRegistrationVersion'
  | 'SubmitRegistrationVersion';

/** A new version has no values: after a denial, the whole registration must be filled in again. */
export function draft(VersionNumber: number, now: Date): RegistrationVersion {
  return {
    VersionNumber,
    RegistrationVersionStatus: 'DRAFT',
    RegistrationVersionStatusHistory: { DraftTimestamp: now },
    values: new Map(),
  };
}

/** The version with that number, by default the current one. @throws AwsError UNKNOWN_REGISTRATION_VERSION */
export function versionOf(registration: Registration, versionNumber?: number): RegistrationVersion {
  const wanted = versionNumber ?? registration.CurrentVersionNumber;
  const found = registration.versions.find(({ VersionNumber }) => VersionNumber === wanted);
  if (found === undefined)
    throw invalid('UNKNOWN_REGISTRATION_VERSION', { VersionNumber: `There is no version ${wanted}.` });
  return found;
}

/** Replaces one version of the registration, and the registration's own `changes`. */
export function replaceVersion(
  { home, state, deliveryEvents }: Operation,
  registration: Registration,
  version: RegistrationVersion,
  changes: Partial<Registration> = {},
): void {
  const versions = registration.versions.map((other) =>
    other.VersionNumber === version.VersionNumber ? version : other,
  );
  const changed = { ...registration, ...changes, versions };
  state.registrations.set(registration.RegistrationId, changed);
  if (changed.RegistrationStatus !== registration.RegistrationStatus)
    deliveryEvents.registrationChanged(home, changed);
}

/** Whether every required field has a value, and every required association exists. */
function isComplete(registration: Registration, { values }: RegistrationVersion): boolean {
  const { type, fields, conditions = [] } = formOf(registration.RegistrationType);
  const always = fields.filter(({ FieldRequirement }) => FieldRequirement === 'REQUIRED');
  const sometimes = conditions.filter(({ fieldPath, choices }) =>
    values.get(fieldPath)?.SelectChoices?.some((choice) => choices.includes(choice)),
  );
  const required = [
    ...always.map(({ FieldPath }) => FieldPath),
    ...sometimes.flatMap(({ requires }) => requires),
  ];
  const needsAssociation = (type.SupportedAssociations ?? []).some(
    ({ AssociationBehavior }) => AssociationBehavior === 'ASSOCIATE_BEFORE_SUBMIT',
  );
  return (
    required.every((path) => values.has(path)) && (!needsAssociation || registration.associations.length > 0)
  );
}

export const registrationVersionHandlers: Handlers<Names> = {
  CreateRegistrationVersion(operation, { RegistrationId }) {
    const registration = findRegistration(operation, RegistrationId);
    const current = versionOf(registration);
    const settled = ['APPROVED', 'DENIED', 'DISCARDED', 'REVOKED'];
    if (!settled.includes(current.RegistrationVersionStatus))
      throw conflict('CREATE_REGISTRATION_VERSION_NOT_ALLOWED', 'registration', registration.RegistrationId);
    const created = draft(
      Math.max(...registration.versions.map((each) => each.VersionNumber)) + 1,
      operation.now(),
    );
    operation.state.registrations.set(registration.RegistrationId, {
      ...registration,
      CurrentVersionNumber: created.VersionNumber,
      versions: [...registration.versions, created],
    });
    return { ...registration, ...created };
  },

  SubmitRegistrationVersion(operation, { RegistrationId, AwsReview = false }) {
    const registration = findRegistration(operation, RegistrationId);
    const current = versionOf(registration);
    if (current.RegistrationVersionStatus === 'SUBMITTED')
      throw conflict('REGISTRATION_ALREADY_SUBMITTED', 'registration', registration.RegistrationId);
    if (current.RegistrationVersionStatus !== 'DRAFT')
      throw conflict('SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED', 'registration', registration.RegistrationId);
    // The reason that users of the live API report; the version stays a draft.
    if (!isComplete(registration, current))
      throw conflict('SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED', 'registration', registration.RegistrationId);
    const submitted: RegistrationVersion = {
      ...current,
      RegistrationVersionStatus: 'SUBMITTED',
      RegistrationVersionStatusHistory: {
        ...current.RegistrationVersionStatusHistory,
        SubmittedTimestamp: operation.now(),
      },
    };
    replaceVersion(operation, registration, submitted, { RegistrationStatus: 'SUBMITTED' });
    return { ...registration, ...submitted, AwsReview };
  },

  DiscardRegistrationVersion(operation, { RegistrationId }) {
    const registration = findRegistration(operation, RegistrationId);
    const current = versionOf(registration);
    if (current.RegistrationVersionStatus !== 'DRAFT')
      throw conflict('DISCARD_REGISTRATION_VERSION_NOT_ALLOWED', 'registration', registration.RegistrationId);
    const discarded: RegistrationVersion = {
      ...current,
      RegistrationVersionStatus: 'DISCARDED',
      RegistrationVersionStatusHistory: {
        ...current.RegistrationVersionStatusHistory,
        DiscardedTimestamp: operation.now(),
      },
    };
    replaceVersion(operation, registration, discarded);
    return { ...registration, ...discarded };
  },

  DescribeRegistrationVersions(operation, input) {
    const registration = findRegistration(operation, input.RegistrationId);
    const named = input.VersionNumbers ?? [];
    const versions =
      named.length === 0 ? registration.versions : named.map((number) => versionOf(registration, number));
    const { items, NextToken } = paged(
      filtered(versions, input.Filters, {
        'registration-version-status': (version) => version.RegistrationVersionStatus,
      }),
      input,
    );
    return { ...registration, RegistrationVersions: items, NextToken };
  },
};
