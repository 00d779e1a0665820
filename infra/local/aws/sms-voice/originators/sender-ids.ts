import { arnOf, idOf } from '../arns.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';
import { filtered } from '../requests/filters.ts';
import { paged } from '../requests/paging.ts';
import { putTags, tagsOf } from '../requests/tags.ts';
import type { SenderId } from '../state.ts';

/** "Several major markets (including Canada, China, and the United States) don't support sender ID" ("Sender IDs"). */
const COUNTRIES_WITHOUT_SENDER_IDS: ReadonlySet<string> = new Set(['CA', 'CN', 'US']);

type Names = 'DescribeSenderIds' | 'ReleaseSenderId' | 'RequestSenderId' | 'UpdateSenderId';

/**
 * By ARN, by `<name>/<country>`, or by the name alone when no country is given and only one sender id has it.
 *
 * @throws AwsError ResourceNotFoundException
 */
export function findSenderId({ home, state }: Operation, idOrArn: string, isoCountryCode?: string): SenderId {
  const key = idOf(home, 'sender-id', idOrArn);
  const byKey = state.senderIds.get(isoCountryCode === undefined ? key : `${key}/${isoCountryCode}`);
  const found =
    byKey ?? state.senderIds.get(key) ?? (isoCountryCode ? undefined : byName(state.senderIds, key));
  if (found === undefined) throw notFound('sender-id', idOrArn);
  return found;
}

function byName(senderIds: ReadonlyMap<string, SenderId>, name: string): SenderId | undefined {
  return [...senderIds.values()].find(({ SenderId }) => SenderId === name);
}

export const senderIdHandlers: Handlers<Names> = {
  RequestSenderId(operation, { SenderId: name, IsoCountryCode, Tags, ...input }) {
    const { home, state } = operation;
    const key = `${name}/${IsoCountryCode}`;
    if (COUNTRIES_WITHOUT_SENDER_IDS.has(IsoCountryCode))
      throw invalid('SENDER_ID_NOT_SUPPORTED', {
        IsoCountryCode: `${IsoCountryCode} does not support sender IDs.`,
      });
    if (state.senderIds.has(key)) throw conflict('RESOURCE_ALREADY_EXISTS', 'sender-id', name);
    const created: SenderId = {
      SenderIdArn: arnOf(home, 'sender-id', key),
      SenderId: name,
      IsoCountryCode,
      MessageTypes: input.MessageTypes ?? ['TRANSACTIONAL'],
      MonthlyLeasingPrice: '0.00',
      DeletionProtectionEnabled: input.DeletionProtectionEnabled ?? false,
      Registered: false,
    };
    putTags(operation, created.SenderIdArn, Tags);
    state.senderIds.set(key, created);
    return { ...created, Tags: tagsOf(operation, created.SenderIdArn) };
  },

  UpdateSenderId(operation, input) {
    const current = findSenderId(operation, input.SenderId, input.IsoCountryCode);
    const updated = {
      ...current,
      DeletionProtectionEnabled: input.DeletionProtectionEnabled ?? current.DeletionProtectionEnabled,
    };
    operation.state.senderIds.set(`${current.SenderId}/${current.IsoCountryCode}`, updated);
    return updated;
  },

  ReleaseSenderId(operation, input) {
    const { state } = operation;
    const released = findSenderId(operation, input.SenderId, input.IsoCountryCode);
    if (released.DeletionProtectionEnabled)
      throw conflict('DELETION_PROTECTION_ENABLED', 'sender-id', released.SenderId);
    if ([...state.pools.values()].some(({ members }) => members.includes(released.SenderIdArn)))
      throw conflict('SENDER_ID_ASSOCIATED_TO_POOL', 'sender-id', released.SenderId);
    state.senderIds.delete(`${released.SenderId}/${released.IsoCountryCode}`);
    state.tags.delete(released.SenderIdArn);
    return released;
  },

  DescribeSenderIds(operation, input) {
    const { state } = operation;
    const named = input.SenderIds ?? [];
    const own =
      named.length === 0
        ? [...state.senderIds.values()]
        : named.map(({ SenderId, IsoCountryCode }) => findSenderId(operation, SenderId, IsoCountryCode));
    const { items, NextToken } = paged(
      filtered(input.Owner === 'SHARED' ? [] : own, input.Filters, {
        'sender-id': (senderId) => senderId.SenderId,
        'iso-country-code': (senderId) => senderId.IsoCountryCode,
        'message-type': (senderId) => senderId.MessageTypes,
        'deletion-protection-enabled': (senderId) => senderId.DeletionProtectionEnabled,
        registered: (senderId) => senderId.Registered,
      }),
      input,
    );
    return { SenderIds: items, NextToken };
  },
};
