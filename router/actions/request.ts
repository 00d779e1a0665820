import { RouterError } from '../errors.ts';
import { decodeInput } from './decode-input.ts';
import type { Operation, OwnOperation } from './operation.ts';
import { elementPath, memberPath, Problems } from './problem.ts';

/** One field of a batch: the input of AWS's PutRegistrationFieldValue. */
export interface FieldValue {
  readonly FieldPath: string;
}

/** A caller's checked body: the input of one call, or the batch that `PutRegistrationFieldValue` also takes. */
export type ActionRequest =
  | { readonly kind: 'single'; readonly input: object }
  | { readonly kind: 'fieldValues'; readonly registrationId: string; readonly fields: readonly FieldValue[] };

/**
 * Checks a body against the operation's schema and decodes it.
 *
 * @throws RouterError `ValidationException` that lists every problem with its path
 */
export function parseActionRequest(
  operation: Operation | OwnOperation,
  body: Readonly<Record<string, unknown>>,
): ActionRequest {
  const problems = new Problems();
  const request =
    operation.action === 'PutRegistrationFieldValue' && (body.FieldValues ?? null) !== null
      ? parseBatch(operation, body, problems)
      : parseSingle(operation, body, problems);
  const { count } = problems;
  if (count === 0) return request;
  throw new RouterError(
    'ValidationException',
    `The body does not fit ${operation.action}: ${count === 1 ? 'one problem' : `${count} problems`}.`,
    { details: { problems: problems.list() } },
  );
}

function parseSingle(operation: Operation | OwnOperation, body: object, problems: Problems): ActionRequest {
  const input = decodeInput(operation.input, body, problems) as object;
  // Rules between members are checked only when each member is valid.
  if (operation.service === 'router' && problems.count === 0) operation.check(input, problems);
  return { kind: 'single', input };
}

/** More than any registration form has, and more than fit into a request's time; the answer lists every field. */
export const MAX_FIELD_VALUES = 100;

/** `{RegistrationId, FieldValues: [{FieldPath, …}, …]}`, each element as AWS takes it, without the RegistrationId. */
function parseBatch(
  operation: Operation,
  body: Readonly<Record<string, unknown>>,
  problems: Problems,
): ActionRequest {
  const { RegistrationId, FieldValues, ...others } = body;
  for (const [name, value] of Object.entries(others)) {
    if (value !== null) problems.add(memberPath('', name), 'is not a known member');
  }
  const registrationId = parseRegistrationId(operation, RegistrationId, problems);
  if (!Array.isArray(FieldValues) || FieldValues.length === 0 || FieldValues.length > MAX_FIELD_VALUES) {
    problems.add('FieldValues', `must be an array of 1 to ${MAX_FIELD_VALUES} elements`);
    return { kind: 'fieldValues', registrationId, fields: [] };
  }
  const fields = FieldValues.map((element: unknown, index) => {
    const path = elementPath('FieldValues', index);
    if (typeof element === 'object' && element !== null && 'RegistrationId' in element) {
      problems.add(memberPath(path, 'RegistrationId'), 'is not a known member');
    }
    const isMembers = typeof element === 'object' && element !== null && !Array.isArray(element);
    const whole = isMembers ? { ...element, RegistrationId: registrationId } : element;
    return decodeInput(operation.input, whole, problems, path) as FieldValue;
  });
  return { kind: 'fieldValues', registrationId, fields };
}

function parseRegistrationId(operation: Operation, value: unknown, problems: Problems): string {
  if (value === undefined || value === null) problems.add('RegistrationId', 'is required');
  else decodeInput(operation.input.getMemberSchema('RegistrationId'), value, problems, 'RegistrationId');
  return typeof value === 'string' ? value : '';
}
