import type { Action, AwsAction } from '../../router/actions/allowlist.ts';
import { ACTIONS } from '../../router/actions/allowlist.ts';
import type { Operation, OwnOperation } from '../../router/actions/operation.ts';
import { loadOperation } from '../../router/actions/operation.ts';

const operations = new Map(
  await Promise.all(ACTIONS.map(async (action) => [action, await loadOperation(action)] as const)),
);

/** An operation of the allowlist, all of them being loaded: properties cannot wait. */
export function operationOf(action: AwsAction): Operation;
export function operationOf(action: Action): Operation | OwnOperation;
export function operationOf(action: Action): Operation | OwnOperation {
  const operation = operations.get(action);
  if (operation === undefined) throw new Error(`${action} is not on the allowlist`);
  return operation;
}
