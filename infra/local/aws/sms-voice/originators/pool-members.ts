import { idOf } from '../arns.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';
import { filtered } from '../requests/filters.ts';
import { findPool } from '../requests/finding.ts';
import { paged } from '../requests/paging.ts';
import type { PhoneNumber, Pool, SenderId } from '../state.ts';
import { findSenderId } from './sender-ids.ts';

/** What pools and registrations need of a phone number or sender id. */
export type Identity =
  | { readonly kind: 'phone-number'; readonly arn: string; readonly id: string; readonly number: PhoneNumber }
  | { readonly kind: 'sender-id'; readonly arn: string; readonly id: string; readonly senderId: SenderId };

/** @throws AwsError ResourceNotFoundException */
export function findIdentity(operation: Operation, idOrArn: string, isoCountryCode?: string): Identity {
  const { home, state } = operation;
  const number = state.phoneNumbers.get(idOf(home, 'phone-number', idOrArn));
  if (number !== undefined)
    return { kind: 'phone-number', arn: number.PhoneNumberArn, id: number.PhoneNumberId, number };
  if (idOrArn.includes(':phone-number/') || idOrArn.startsWith('phone-'))
    throw notFound('phone-number', idOrArn);
  const senderId = findSenderId(operation, idOrArn, isoCountryCode);
  return { kind: 'sender-id', arn: senderId.SenderIdArn, id: senderId.SenderId, senderId };
}

/**
 * The identity to add to or remove from a pool. A sender ID needs its country, even with its ARN
 * (hashicorp/terraform-provider-aws #50038).
 */
function findMember(
  operation: Operation,
  input: { readonly OriginationIdentity: string; readonly IsoCountryCode?: string | undefined },
): Identity {
  const identity = findIdentity(operation, input.OriginationIdentity, input.IsoCountryCode);
  if (identity.kind === 'sender-id' && input.IsoCountryCode === undefined)
    throw invalid('INVALID_ARN', { OriginationIdentity: 'A sender ID needs IsoCountryCode.' });
  return identity;
}

/** The phone number or pool with the keywords. */
export function keywordOwner(operation: Operation, idOrArn: string): { arn: string; id: string } {
  const { home, state } = operation;
  const pool = state.pools.get(idOf(home, 'pool', idOrArn));
  return pool === undefined ? findIdentity(operation, idOrArn) : { arn: pool.PoolArn, id: pool.PoolId };
}

/** @throws AwsError ConflictException when the identity is in another pool or configured differently */
export function addToPool(operation: Operation, pool: Pool, identityArn: string): void {
  const { state } = operation;
  const identity = findIdentity(operation, identityArn);
  if (pool.members.includes(identity.arn))
    throw conflict('RESOURCE_ALREADY_ASSOCIATED', identity.kind, identity.id);
  if (identity.kind === 'phone-number') {
    assertInNoPool(identity.number);
    assertSameConfiguration(identity.number, pool);
    state.phoneNumbers.set(identity.id, { ...identity.number, PoolId: pool.PoolId });
  }
  state.pools.set(pool.PoolId, { ...pool, members: [...pool.members, identity.arn] });
}

export function assertInNoPool({ PhoneNumberId, PoolId }: PhoneNumber): void {
  if (PoolId !== undefined) throw conflict('PHONE_NUMBER_ASSOCIATED_TO_POOL', 'phone-number', PhoneNumberId);
}

/** "If the origination identity configuration doesn't match the pool's configuration, an error is returned." */
function assertSameConfiguration(number: PhoneNumber, pool: Pool): void {
  const mismatch = (reason: Parameters<typeof conflict>[0]) =>
    conflict(reason, 'phone-number', number.PhoneNumberId);
  if (number.MessageType !== pool.MessageType) throw mismatch('MESSAGE_TYPE_MISMATCH');
  if (number.OptOutListName !== pool.OptOutListName) throw mismatch('OPT_OUT_LIST_MISMATCH');
  if (number.SelfManagedOptOutsEnabled !== pool.SelfManagedOptOutsEnabled)
    throw mismatch('SELF_MANAGED_OPT_OUTS_MISMATCH');
  if (number.TwoWayEnabled !== pool.TwoWayEnabled || number.TwoWayChannelArn !== pool.TwoWayChannelArn)
    throw mismatch('TWO_WAY_CONFIG_MISMATCH');
}

export const poolMemberHandlers: Handlers<
  'AssociateOriginationIdentity' | 'DisassociateOriginationIdentity' | 'ListPoolOriginationIdentities'
> = {
  AssociateOriginationIdentity(operation, input) {
    const pool = findPool(operation, input.PoolId);
    const identity = findMember(operation, input);
    addToPool(operation, pool, identity.arn);
    return association(pool, identity);
  },

  DisassociateOriginationIdentity(operation, input) {
    const { state } = operation;
    const pool = findPool(operation, input.PoolId);
    const identity = findMember(operation, input);
    if (!pool.members.includes(identity.arn))
      throw conflict('PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL', identity.kind, identity.id);
    if (pool.members.length === 1) throw conflict('LAST_PHONE_NUMBER', 'pool', pool.PoolId);
    if (identity.kind === 'phone-number')
      state.phoneNumbers.set(identity.id, { ...identity.number, PoolId: undefined });
    state.pools.set(pool.PoolId, { ...pool, members: pool.members.filter((arn) => arn !== identity.arn) });
    return association(pool, identity);
  },

  ListPoolOriginationIdentities(operation, input) {
    const pool = findPool(operation, input.PoolId);
    const members = pool.members.map((arn) => findIdentity(operation, arn));
    const { items, NextToken } = paged(
      filtered(members, input.Filters, {
        'iso-country-code': (identity) => countryOfIdentity(identity),
        'number-capability': (identity) => capabilitiesOf(identity),
      }),
      input,
    );
    const OriginationIdentities = items.map((identity) => ({
      OriginationIdentityArn: identity.arn,
      OriginationIdentity: identity.id,
      IsoCountryCode: countryOfIdentity(identity),
      NumberCapabilities: capabilitiesOf(identity),
      PhoneNumber: identity.kind === 'phone-number' ? identity.number.PhoneNumber : undefined,
    }));
    return { PoolArn: pool.PoolArn, PoolId: pool.PoolId, OriginationIdentities, NextToken };
  },
};

function association({ PoolArn, PoolId }: Pool, identity: Identity) {
  return {
    PoolArn,
    PoolId,
    OriginationIdentityArn: identity.arn,
    OriginationIdentity: identity.id,
    IsoCountryCode: countryOfIdentity(identity),
  };
}

function countryOfIdentity(identity: Identity): string {
  return identity.kind === 'phone-number' ? identity.number.IsoCountryCode : identity.senderId.IsoCountryCode;
}

function capabilitiesOf(identity: Identity): PhoneNumber['NumberCapabilities'] {
  return identity.kind === 'phone-number' ? identity.number.NumberCapabilities : ['SMS'];
}
