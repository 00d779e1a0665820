import { arnOf, idOf, newId } from '../arns.ts';
import { conflict } from '../errors.ts';
import type { Handlers } from '../operation.ts';
import { filtered } from '../requests/filters.ts';
import { findAll, findRegistration } from '../requests/finding.ts';
import { paged } from '../requests/paging.ts';
import { putTags, tagsOf } from '../requests/tags.ts';
import type { Registration } from '../state.ts';
import { formOf } from './definitions.ts';
import { draft } from './versions.ts';

/** A registration cannot be deleted while it is under review. */
const UNDER_REVIEW: ReadonlySet<Registration['RegistrationStatus']> = new Set([
  'SUBMITTED',
  'AWS_REVIEWING',
  'REVIEWING',
  'REQUIRES_AUTHENTICATION',
  'PROVISIONING',
]);

export const registrationHandlers: Handlers<
  'CreateRegistration' | 'DeleteRegistration' | 'DescribeRegistrations'
> = {
  CreateRegistration(operation, { RegistrationType, Tags }) {
    const { home, state } = operation;
    formOf(RegistrationType);
    const RegistrationId = newId('registration');
    const created: Registration = {
      RegistrationArn: arnOf(home, 'registration', RegistrationId),
      RegistrationId,
      RegistrationType,
      RegistrationStatus: 'CREATED',
      CurrentVersionNumber: 1,
      CreatedTimestamp: operation.now(),
      versions: [draft(1, operation.now())],
      associations: [],
    };
    putTags(operation, created.RegistrationArn, Tags);
    state.registrations.set(RegistrationId, created);
    operation.deliveryEvents.registrationChanged(home, created);
    return { ...created, Tags: tagsOf(operation, created.RegistrationArn) };
  },

  DeleteRegistration(operation, { RegistrationId }) {
    const { state } = operation;
    const deleted = findRegistration(operation, RegistrationId);
    if (UNDER_REVIEW.has(deleted.RegistrationStatus) || deleted.associations.length > 0)
      throw conflict('RESOURCE_DELETION_NOT_ALLOWED', 'registration', deleted.RegistrationId);
    state.registrations.delete(deleted.RegistrationId);
    state.tags.delete(deleted.RegistrationArn);
    return { ...deleted, RegistrationStatus: 'DELETED' };
  },

  DescribeRegistrations(operation, input) {
    const { home, state } = operation;
    const ids = input.RegistrationIds?.map((id) => idOf(home, 'registration', id));
    const { items, NextToken } = paged(
      filtered(findAll(operation, state.registrations, 'registration', ids), input.Filters, {
        'registration-type': (registration) => registration.RegistrationType,
        'registration-status': (registration) => registration.RegistrationStatus,
      }),
      input,
    );
    return { Registrations: items, NextToken };
  },
};
