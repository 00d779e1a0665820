import { notSimulated } from '../../core/aws-error.ts';
import { arnOf, idOf, newId } from '../arns.ts';
import { conflict, invalid } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';
import { associate } from '../registrations/associations.ts';
import { filtered } from '../requests/filters.ts';
import { findAll, findOptOutList, findPhoneNumber, findPool, findRegistration } from '../requests/finding.ts';
import { paged } from '../requests/paging.ts';
import { putTags, tagsOf } from '../requests/tags.ts';
import type { PhoneNumber } from '../state.ts';
import { DEFAULT_OPT_OUT_LIST } from '../state.ts';
import { putMandatoryKeywords } from './keywords.ts';
import { leaseNumber } from './phone-numbering.ts';
import { addToPool, assertInNoPool } from './pool-members.ts';
import { twoWayChanges } from './two-way.ts';

type Names = 'DescribePhoneNumbers' | 'ReleasePhoneNumber' | 'RequestPhoneNumber' | 'UpdatePhoneNumber';

const MONTHLY_LEASING_PRICE = { SIMULATOR: '1.00', LONG_CODE: '1.00', TEN_DLC: '1.00', TOLL_FREE: '2.00' };

/** "Once you purchase a toll-free number it stays pending until its registration is complete"; 10DLC likewise. */
const NEEDS_REGISTRATION: ReadonlySet<string> = new Set(['TOLL_FREE', 'TEN_DLC']);

export const phoneNumberHandlers: Handlers<Names> = {
  RequestPhoneNumber(operation, input) {
    const { home, state } = operation;
    const { IsoCountryCode, MessageType, NumberCapabilities, NumberType, Tags } = input;
    if (input.NumberPreference !== undefined) throw notSimulated('a choice among phone numbers');
    const leased = leaseNumber(IsoCountryCode, NumberType, operation.isLeased);
    if (leased === undefined) throw notSimulated(`${NumberType} numbers of ${IsoCountryCode}`);
    const list = findOptOutList(operation, input.OptOutListName ?? DEFAULT_OPT_OUT_LIST);
    const pool = input.PoolId ? findPool(operation, input.PoolId) : undefined;
    const registration = input.RegistrationId && findRegistration(operation, input.RegistrationId);
    const PhoneNumberId = newId('phone');
    const created: PhoneNumber = {
      PhoneNumberArn: arnOf(home, 'phone-number', PhoneNumberId),
      PhoneNumberId,
      PhoneNumber: leased,
      Status: NEEDS_REGISTRATION.has(NumberType) ? 'PENDING' : 'ACTIVE',
      IsoCountryCode,
      MessageType,
      NumberCapabilities,
      NumberType,
      MonthlyLeasingPrice: MONTHLY_LEASING_PRICE[NumberType],
      TwoWayEnabled: false,
      SelfManagedOptOutsEnabled: false,
      OptOutListName: list.OptOutListName,
      InternationalSendingEnabled: input.InternationalSendingEnabled ?? false,
      DeletionProtectionEnabled: input.DeletionProtectionEnabled ?? false,
      CreatedTimestamp: operation.now(),
    };
    putTags(operation, created.PhoneNumberArn, Tags);
    state.phoneNumbers.set(PhoneNumberId, created);
    putMandatoryKeywords(operation, created.PhoneNumberArn);
    if (pool) addToPool(operation, pool, created.PhoneNumberArn);
    if (registration) associate(operation, registration, created.PhoneNumberArn);
    const requested = findPhoneNumber(operation, PhoneNumberId);
    return { ...requested, NumberType, Tags: tagsOf(operation, created.PhoneNumberArn) };
  },

  UpdatePhoneNumber(operation, input) {
    const current = findPhoneNumber(operation, input.PhoneNumberId);
    assertInNoPool(current);
    const list = findOptOutList(operation, input.OptOutListName ?? current.OptOutListName);
    const updated = {
      ...current,
      ...twoWayChanges(operation, current.PhoneNumberArn, current, input),
      OptOutListName: list.OptOutListName,
      InternationalSendingEnabled: input.InternationalSendingEnabled ?? current.InternationalSendingEnabled,
      DeletionProtectionEnabled: input.DeletionProtectionEnabled ?? current.DeletionProtectionEnabled,
    };
    operation.state.phoneNumbers.set(current.PhoneNumberId, updated);
    return updated;
  },

  ReleasePhoneNumber(operation, { PhoneNumberId }) {
    const { state } = operation;
    const released = findPhoneNumber(operation, PhoneNumberId);
    assertInNoPool(released);
    if (released.DeletionProtectionEnabled)
      throw conflict('DELETION_PROTECTION_ENABLED', 'phone-number', released.PhoneNumberId);
    if (released.RegistrationId !== undefined)
      throw conflict('PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION', 'phone-number', released.PhoneNumberId);
    state.phoneNumbers.delete(released.PhoneNumberId);
    state.tags.delete(released.PhoneNumberArn);
    state.keywords.delete(released.PhoneNumberArn);
    return { ...released, Status: 'DELETED' };
  },

  DescribePhoneNumbers(operation, input) {
    const { home, state } = operation;
    const ids = input.PhoneNumberIds?.map((id) => idOf(home, 'phone-number', id));
    const own = input.Owner === 'SHARED' ? [] : findAll(operation, state.phoneNumbers, 'phone-number', ids);
    const { items, NextToken } = paged(
      filtered(own, input.Filters, {
        status: (number) => number.Status,
        'iso-country-code': (number) => number.IsoCountryCode,
        'message-type': (number) => number.MessageType,
        'number-capability': (number) => number.NumberCapabilities,
        'number-type': (number) => number.NumberType,
        'two-way-enabled': (number) => number.TwoWayEnabled,
        'self-managed-opt-outs-enabled': (number) => number.SelfManagedOptOutsEnabled,
        'opt-out-list-name': (number) => number.OptOutListName,
        'deletion-protection-enabled': (number) => number.DeletionProtectionEnabled,
        'two-way-channel-arn': (number) => number.TwoWayChannelArn,
      }),
      input,
    );
    return { PhoneNumbers: items, NextToken };
  },
};

/** The number with that id, ARN or E.164 form, as in a send. */
export function originationNumber({ home, state }: Operation, identity: string): PhoneNumber | undefined {
  const byId = state.phoneNumbers.get(idOf(home, 'phone-number', identity));
  return byId ?? [...state.phoneNumbers.values()].find(({ PhoneNumber }) => PhoneNumber === identity);
}

/** @throws AwsError ValidationException when the number cannot send this kind of message */
export function assertCapable(number: PhoneNumber, capability: 'SMS' | 'VOICE' | 'MMS'): void {
  if (number.NumberCapabilities.includes(capability)) return;
  throw capability === 'VOICE'
    ? invalid('VOICE_CAPABILITY_NOT_AVAILABLE', { OriginationIdentity: 'This number cannot make calls.' })
    : conflict('NUMBER_CAPABILITIES_MISMATCH', 'phone-number', number.PhoneNumberId);
}
