import { notSimulated } from '../../core/aws-error.ts';
import { conflict, invalid } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';
import type { Identity } from '../originators/pool-members.ts';
import { findIdentity } from '../originators/pool-members.ts';
import { filtered } from '../requests/filters.ts';
import { findRegistration } from '../requests/finding.ts';
import { paged } from '../requests/paging.ts';
import type { Registration } from '../state.ts';
import { formOf } from './definitions.ts';

/**
 * @throws AwsError ValidationException INVALID_REGISTRATION_ASSOCIATION, ConflictException
 */
export function associate(operation: Operation, registration: Registration, resource: string): Identity {
  const { state } = operation;
  if (resource.includes('registration-')) throw notSimulated('associations between registrations');
  const identity = findIdentity(operation, resource);
  assertSupported(registration, identity);
  if (registration.associations.includes(identity.arn))
    throw conflict('RESOURCE_ALREADY_ASSOCIATED', identity.kind, identity.id);
  const { RegistrationId } = registration;
  if (identity.kind === 'phone-number') {
    if (identity.number.RegistrationId !== undefined)
      throw conflict('PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION', 'phone-number', identity.id);
    state.phoneNumbers.set(identity.id, { ...identity.number, RegistrationId });
  } else {
    const { senderId } = identity;
    state.senderIds.set(`${senderId.SenderId}/${senderId.IsoCountryCode}`, { ...senderId, RegistrationId });
  }
  const associations = [...registration.associations, identity.arn];
  state.registrations.set(RegistrationId, { ...registration, associations });
  return identity;
}

function assertSupported(registration: Registration, identity: Identity): void {
  const { type } = formOf(registration.RegistrationType);
  const supported = (type.SupportedAssociations ?? []).some(
    ({ ResourceType, IsoCountryCode }) =>
      ResourceType === identity.kind && (IsoCountryCode ?? countryOf(identity)) === countryOf(identity),
  );
  if (!supported)
    throw invalid('INVALID_REGISTRATION_ASSOCIATION', {
      ResourceId: `${registration.RegistrationType} takes no ${identity.kind} of ${countryOf(identity)}.`,
    });
}

function countryOf(identity: Identity): string {
  return identity.kind === 'phone-number' ? identity.number.IsoCountryCode : identity.senderId.IsoCountryCode;
}

function metadata(identity: Identity) {
  return {
    ResourceArn: identity.arn,
    ResourceId: identity.id,
    ResourceType: identity.kind,
    IsoCountryCode: countryOf(identity),
    PhoneNumber: identity.kind === 'phone-number' ? identity.number.PhoneNumber : undefined,
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
    const associated = registration.associations.map((arn) => metadata(findIdentity(operation, arn)));
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
