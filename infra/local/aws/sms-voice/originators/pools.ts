import { arnOf, idOf, newId } from '../arns.ts';
import { conflict } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';
import { filtered } from '../requests/filters.ts';
import { findAll, findOptOutList, findPool } from '../requests/finding.ts';
import { paged } from '../requests/paging.ts';
import { putTags, tagsOf } from '../requests/tags.ts';
import type { Pool } from '../state.ts';
import { DEFAULT_OPT_OUT_LIST } from '../state.ts';
import { putMandatoryKeywords } from './keywords.ts';
import type { Identity } from './pool-members.ts';
import { addToPool, assertInNoPool, findIdentity } from './pool-members.ts';
import { twoWayChanges } from './two-way.ts';

type Names = 'CreatePool' | 'DeletePool' | 'DescribePools' | 'UpdatePool';

/** "The new pool inherits its configuration from the specified origination identity" (CreatePool). */
function inherited(identity: Identity) {
  if (identity.kind === 'sender-id')
    return {
      OptOutListName: DEFAULT_OPT_OUT_LIST,
      TwoWayEnabled: false,
      SelfManagedOptOutsEnabled: false,
    };
  const { number } = identity;
  return {
    OptOutListName: number.OptOutListName,
    TwoWayEnabled: number.TwoWayEnabled,
    TwoWayChannelArn: number.TwoWayChannelArn,
    TwoWayChannelRole: number.TwoWayChannelRole,
    SelfManagedOptOutsEnabled: number.SelfManagedOptOutsEnabled,
  };
}

function inheritKeywords(operation: Operation, poolArn: string, identityArn: string): void {
  const keywords = operation.state.keywords.get(identityArn);
  if (keywords === undefined) putMandatoryKeywords(operation, poolArn);
  else operation.state.keywords.set(poolArn, keywords);
}

export const poolHandlers: Handlers<Names> = {
  CreatePool(operation, input) {
    const { home, state } = operation;
    const identity = findIdentity(operation, input.OriginationIdentity, input.IsoCountryCode);
    if (identity.kind === 'phone-number') {
      assertInNoPool(identity.number);
      if (identity.number.MessageType !== input.MessageType)
        throw conflict('MESSAGE_TYPE_MISMATCH', 'phone-number', identity.id);
    }
    const PoolId = newId('pool');
    const created: Pool = {
      PoolArn: arnOf(home, 'pool', PoolId),
      PoolId,
      Status: 'ACTIVE',
      MessageType: input.MessageType,
      ...inherited(identity),
      SharedRoutesEnabled: false,
      DeletionProtectionEnabled: input.DeletionProtectionEnabled ?? false,
      CreatedTimestamp: operation.now(),
      members: [],
    };
    putTags(operation, created.PoolArn, input.Tags);
    state.pools.set(PoolId, created);
    inheritKeywords(operation, created.PoolArn, identity.arn);
    addToPool(operation, created, identity.arn);
    return { ...created, Tags: tagsOf(operation, created.PoolArn) };
  },

  UpdatePool(operation, input) {
    const current = findPool(operation, input.PoolId);
    const list = findOptOutList(operation, input.OptOutListName ?? current.OptOutListName);
    const updated = {
      ...current,
      ...twoWayChanges(operation, current.PoolArn, current, input),
      OptOutListName: list.OptOutListName,
      SharedRoutesEnabled: input.SharedRoutesEnabled ?? current.SharedRoutesEnabled,
      DeletionProtectionEnabled: input.DeletionProtectionEnabled ?? current.DeletionProtectionEnabled,
    };
    operation.state.pools.set(current.PoolId, updated);
    return updated;
  },

  DeletePool(operation, { PoolId }) {
    const { state } = operation;
    const deleted = findPool(operation, PoolId);
    if (deleted.DeletionProtectionEnabled)
      throw conflict('DELETION_PROTECTION_ENABLED', 'pool', deleted.PoolId);
    for (const number of state.phoneNumbers.values()) {
      if (number.PoolId === deleted.PoolId)
        state.phoneNumbers.set(number.PhoneNumberId, { ...number, PoolId: undefined });
    }
    state.pools.delete(deleted.PoolId);
    state.tags.delete(deleted.PoolArn);
    state.keywords.delete(deleted.PoolArn);
    return { ...deleted, Status: 'DELETING' };
  },

  DescribePools(operation, input) {
    const { home, state } = operation;
    const ids = input.PoolIds?.map((id) => idOf(home, 'pool', id));
    const own = input.Owner === 'SHARED' ? [] : findAll(operation, state.pools, 'pool', ids);
    const { items, NextToken } = paged(
      filtered(own, input.Filters, {
        status: (pool) => pool.Status,
        'message-type': (pool) => pool.MessageType,
        'two-way-enabled': (pool) => pool.TwoWayEnabled,
        'self-managed-opt-outs-enabled': (pool) => pool.SelfManagedOptOutsEnabled,
        'opt-out-list-name': (pool) => pool.OptOutListName,
        'shared-routes-enabled': (pool) => pool.SharedRoutesEnabled,
        'deletion-protection-enabled': (pool) => pool.DeletionProtectionEnabled,
        'two-way-channel-arn': (pool) => pool.TwoWayChannelArn,
      }),
      input,
    );
    return { Pools: items, NextToken };
  },
};
