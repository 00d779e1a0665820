import { conflict, invalid } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';
import { findIdentity } from '../originators/pool-members.ts';
import { filtered } from '../requests/filters.ts';
import { findRegistration } from '../requests/finding.ts';
import { paged } from '../requests/paging.ts';
import type { Registration } from '../state.ts';
import { formOf } from './definitions.ts';
import { versionOf } from './versions.ts';

/** What can be associated with a registration: a phone number, a sender id or another registration. */
interface Associable {
  readonly arn: string;
  readonly id: string;
  readonly kind: 'phone-number' | 'sender-id' | 'registration';
  /** "The registration type or origination identity type" (CreateRegistrationAssociation). */
  readonly type: string;
  readonly isoCountryCode?: string;
  readonly phoneNumber?: string;
  /** The id of its present registration. */
  readonly registrationId?: string | undefined;
}

/** @throws AwsError ResourceNotFoundException */
function findAssociable(operation: Operation, idOrArn: string): Associable {
  if (/^registration-|:registration\//.test(idOrArn)) {
    const { RegistrationArn, RegistrationId, RegistrationType } = findRegistration(operation, idOrArn);
    return { kind: 'registration', arn: RegistrationArn, id: RegistrationId, type: RegistrationType };
  }
  const identity = findIdentity(operation, idOrArn);
  const { kind, arn, id } = identity;
  if (kind === 'sender-id') {
    const { IsoCountryCode: isoCountryCode } = identity.senderId;
    return { kind, arn, id, type: 'SENDER_ID', isoCountryCode };
  }
  const { NumberType: type, IsoCountryCode, PhoneNumber, RegistrationId } = identity.number;
  return {
    kind,
    arn,
    id,
    type,
    isoCountryCode: IsoCountryCode,
    phoneNumber: PhoneNumber,
    registrationId: RegistrationId,
  };
}

/**
 * @throws AwsError ValidationException INVALID_REGISTRATION_ASSOCIATION, ConflictException
 */
export function associate(operation: Operation, registration: Registration, resource: string): Associable {
  const { state } = operation;
  const { RegistrationId } = registration;
  const associable = findAssociable(operation, resource);
  assertSupported(operation, registration, associable);
  if (registration.associations.includes(associable.arn))
    throw conflict('RESOURCE_ALREADY_ASSOCIATED', associable.kind, associable.id);
  if (associable.registrationId !== undefined)
    throw conflict('PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION', 'phone-number', associable.id);
  const number = state.phoneNumbers.get(associable.id);
  if (number !== undefined) {
    // A number that joins an approved registration becomes active at once; at AWS it takes days.
    const Status = registration.RegistrationStatus === 'COMPLETE' ? 'ACTIVE' : number.Status;
    state.phoneNumbers.set(number.PhoneNumberId, { ...number, RegistrationId, Status });
  }
  for (const [key, senderId] of state.senderIds) {
    if (senderId.SenderIdArn === associable.arn) state.senderIds.set(key, { ...senderId, RegistrationId });
  }
  const associations = [...registration.associations, associable.arn];
  state.registrations.set(RegistrationId, { ...registration, associations });
  return associable;
}

/** AWS's reason for an association at the wrong time is published nowhere; these are a guess. */
function assertSupported(operation: Operation, registration: Registration, associable: Associable): void {
  const { RegistrationType, RegistrationId } = registration;
  const supported = (formOf(RegistrationType).type.SupportedAssociations ?? []).find(
    ({ ResourceType, IsoCountryCode }) =>
      ResourceType === associable.type &&
      (IsoCountryCode ?? associable.isoCountryCode) === associable.isoCountryCode,
  );
  if (supported === undefined)
    throw invalid('INVALID_REGISTRATION_ASSOCIATION', {
      ResourceId: `${RegistrationType} does not accept a ${[associable.type, associable.isoCountryCode].filter(Boolean).join(' of ')}.`,
    });
  switch (supported.AssociationBehavior) {
    case 'ASSOCIATE_AFTER_COMPLETE':
      if (registration.RegistrationStatus !== 'COMPLETE')
        throw conflict('REGISTRATION_NOT_COMPLETE', 'registration', RegistrationId);
      return;
    case 'ASSOCIATE_BEFORE_SUBMIT':
      // "After submit neither fields nor associations change until the review ends."
      if (versionOf(registration).RegistrationVersionStatus !== 'DRAFT')
        throw conflict('RESOURCE_MODIFICATION_NOT_ALLOWED', 'registration', RegistrationId);
      if (associable.kind === 'registration') assertOnlyApproved(operation, registration, associable);
  }
}

/** "Registering your company for 10DLC": a campaign has one approved brand. */
function assertOnlyApproved(
  operation: Operation,
  registration: Registration,
  { id, type }: Associable,
): void {
  const others = registration.associations.map((arn) => findAssociable(operation, arn));
  if (others.some((other) => other.type === type))
    throw conflict('RESOURCE_ALREADY_ASSOCIATED', 'registration', registration.RegistrationId);
  if (findRegistration(operation, id).RegistrationStatus !== 'COMPLETE')
    throw conflict('REGISTRATION_NOT_COMPLETE', 'registration', id);
}

function metadata({ arn, id, type, isoCountryCode, phoneNumber }: Associable) {
  return {
    ResourceArn: arn,
    ResourceId: id,
    ResourceType: type,
    IsoCountryCode: isoCountryCode,
    PhoneNumber: phoneNumber,
  };
}

export const registrationAssociationHandlers: Handlers<
  'CreateRegistrationAssociation' | 'ListRegistrationAssociations'
> = {
  CreateRegistrationAssociation(operation, { RegistrationId, ResourceId }) {
    const registration = findRegistration(operation, RegistrationId);
    return { ...registration, ...metadata(associate(operation, registration, ResourceId)) };
  },

  ListRegistrationAssociations(operation, input) {
    const registration = findRegistration(operation, input.RegistrationId);
    const associated = registration.associations.map((arn) => metadata(findAssociable(operation, arn)));
    const { items, NextToken } = paged(
      filtered(associated, input.Filters, {
        'resource-type': ({ ResourceType }) => ResourceType,
        'iso-country-code': ({ IsoCountryCode }) => IsoCountryCode,
      }),
      input,
    );
    return { ...registration, RegistrationAssociations: items, NextToken };
  },
};
