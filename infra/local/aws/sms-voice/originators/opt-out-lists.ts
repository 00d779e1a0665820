import { arnOf, idOf } from '../arns.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';
import { filtered } from '../requests/filters.ts';
import { find, findAll, findOptOutList } from '../requests/finding.ts';
import { paged } from '../requests/paging.ts';
import { putTags, tagsOf } from '../requests/tags.ts';
import type { OptedOutNumber } from '../state.ts';
import { DEFAULT_OPT_OUT_LIST } from '../state.ts';
import { e164 } from './phone-numbering.ts';

/** "Each destination phone number can only be deleted once every 30 days" (DeleteOptedOutNumber). */
const OPT_IN_INTERVAL_MILLISECONDS = 30 * 86_400_000;

type Names =
  | 'CreateOptOutList'
  | 'DeleteOptOutList'
  | 'DeleteOptedOutNumber'
  | 'DescribeOptOutLists'
  | 'DescribeOptedOutNumbers'
  | 'PutOptedOutNumber';

export function isOptedOut(operation: Operation, listName: string, phoneNumber: string): boolean {
  return operation.state.optOutLists.get(listName)?.numbers.has(phoneNumber) ?? false;
}

/** Puts the number on the list, at its owner's request or the account's. */
export function optOut(
  operation: Operation,
  listName: string,
  phoneNumber: string,
  { byEndUser }: { readonly byEndUser: boolean },
): OptedOutNumber {
  const list = findOptOutList(operation, listName);
  const known = list.numbers.get(phoneNumber) ?? {
    OptedOutNumber: phoneNumber,
    OptedOutTimestamp: operation.now(),
    EndUserOptedOut: false,
  };
  const entry = { ...known, EndUserOptedOut: known.EndUserOptedOut || byEndUser };
  const numbers = new Map(list.numbers).set(phoneNumber, entry);
  operation.state.optOutLists.set(list.OptOutListName, { ...list, numbers });
  return entry;
}

/** Removes the number from the list, which its owner may request at any time. */
export function optIn(operation: Operation, listName: string, phoneNumber: string): void {
  const list = findOptOutList(operation, listName);
  const numbers = new Map([...list.numbers].filter(([other]) => other !== phoneNumber));
  operation.state.optOutLists.set(list.OptOutListName, { ...list, numbers });
}

/** A list that phone numbers or pools use cannot be deleted. */
function assertUnused({ state }: Operation, listName: string): void {
  const users = [...state.phoneNumbers.values(), ...state.pools.values()];
  if (listName === DEFAULT_OPT_OUT_LIST || users.some(({ OptOutListName }) => OptOutListName === listName))
    throw conflict('RESOURCE_DELETION_NOT_ALLOWED', 'opt-out-list', listName);
}

export const optOutListHandlers: Handlers<Names> = {
  CreateOptOutList(operation, { OptOutListName, Tags }) {
    const { home, state } = operation;
    if (state.optOutLists.has(OptOutListName))
      throw conflict('RESOURCE_ALREADY_EXISTS', 'opt-out-list', OptOutListName);
    const created = {
      OptOutListArn: arnOf(home, 'opt-out-list', OptOutListName),
      OptOutListName,
      CreatedTimestamp: operation.now(),
      numbers: new Map(),
      optedInAt: new Map(),
    };
    putTags(operation, created.OptOutListArn, Tags);
    state.optOutLists.set(OptOutListName, created);
    return { ...created, Tags: tagsOf(operation, created.OptOutListArn) };
  },

  DeleteOptOutList(operation, { OptOutListName }) {
    const deleted = findOptOutList(operation, OptOutListName);
    assertUnused(operation, deleted.OptOutListName);
    operation.state.optOutLists.delete(deleted.OptOutListName);
    operation.state.tags.delete(deleted.OptOutListArn);
    return deleted;
  },

  DescribeOptOutLists(operation, input) {
    const { home, state } = operation;
    const names = input.OptOutListNames?.map((name) => idOf(home, 'opt-out-list', name));
    const own = input.Owner === 'SHARED' ? [] : findAll(operation, state.optOutLists, 'opt-out-list', names);
    const { items, NextToken } = paged(own, input);
    return { OptOutLists: items, NextToken };
  },

  PutOptedOutNumber(operation, input) {
    const list = findOptOutList(operation, input.OptOutListName);
    const number = e164(input.OptedOutNumber);
    return { ...list, ...optOut(operation, list.OptOutListName, number, { byEndUser: false }) };
  },

  DeleteOptedOutNumber(operation, input) {
    const list = findOptOutList(operation, input.OptOutListName);
    const number = e164(input.OptedOutNumber);
    const entry = list.numbers.get(number);
    if (entry === undefined) throw notFound('opted-out-number', number);
    // "…or if EndUserOptedOut is set to true, an error is returned" (DeleteOptedOutNumber); the reason is chosen by its
    // name.
    if (entry.EndUserOptedOut)
      throw invalid('PHONE_NUMBER_CANNOT_BE_OPTED_IN', {
        OptedOutNumber: 'The owner of the number has opted out, and can only opt in again with a keyword.',
      });
    const now = operation.now().getTime();
    const last = list.optedInAt.get(number);
    if (last !== undefined && now - last < OPT_IN_INTERVAL_MILLISECONDS)
      throw invalid('PHONE_NUMBER_CANNOT_BE_OPTED_IN', {
        OptedOutNumber: 'A number can be opted in once every 30 days.',
      });
    const numbers = new Map([...list.numbers].filter(([other]) => other !== number));
    const optedInAt = new Map(list.optedInAt).set(number, now);
    operation.state.optOutLists.set(list.OptOutListName, { ...list, numbers, optedInAt });
    return { ...list, ...entry };
  },

  DescribeOptedOutNumbers(operation, input) {
    const list = findOptOutList(operation, input.OptOutListName);
    const named = input.OptedOutNumbers?.map(e164);
    const found =
      named === undefined || named.length === 0
        ? [...list.numbers.values()]
        : named.map((number) => find(operation, list.numbers, 'opted-out-number', number));
    const { items, NextToken } = paged(
      filtered(found, input.Filters, { 'end-user-opted-out': (entry) => entry.EndUserOptedOut }),
      input,
    );
    return { ...list, OptedOutNumbers: items, NextToken };
  },
};
