import type { TenantRecord } from '../../../registrar/contract/tenant-record.ts';
import type { JsonObject } from '../../actions/encode-output.ts';
import type { Operation } from '../../actions/operation.ts';
import type { FieldValue } from '../../actions/request.ts';
import type { Deadline } from '../../deadline.ts';
import type { ErrorDetails, ErrorName } from '../../errors.ts';
import { asRouterError, type RouterError } from '../../errors.ts';
import type { CallTrace, Dispatch } from './dispatch.ts';

/** The outcome of one field, in the order of the request. */
export type FieldValueResult =
  | { readonly FieldPath: string; readonly Status: 'PUT'; readonly Result: JsonObject }
  | {
      readonly FieldPath: string;
      readonly Status: 'FAILED';
      readonly Error: { readonly name: ErrorName; readonly message: string } & ErrorDetails;
    }
  /** The time ran out, or an earlier failure would have repeated itself. */
  | { readonly FieldPath: string; readonly Status: 'NOT_ATTEMPTED' };

export interface FieldValuesOutput {
  readonly RegistrationId: string;
  readonly FieldValues: readonly FieldValueResult[];
}

export interface FieldValuesRequest {
  readonly requestId: string;
  readonly tenant: TenantRecord;
  readonly operation: Operation;
  readonly registrationId: string;
  readonly fields: readonly FieldValue[];
  readonly deadline: Deadline;
  readonly trace: CallTrace;
}

export interface PaceOptions {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** AWS takes one PutRegistrationFieldValue a second in an account. */
const PACE_MILLISECONDS = 1_000;
/** No call begins with less time than this before the deadline. */
const CALL_MILLISECONDS = 2_000;

/**
 * Puts the fields of a registration one after the other, at the pace that AWS allows, and reports the outcome of each.
 * Fields that are not done at the deadline are `NOT_ATTEMPTED`, so that the caller can send them again.
 */
export async function putFieldValues(
  dispatch: Dispatch,
  { fields, registrationId, ...request }: FieldValuesRequest,
  { now, sleep }: PaceOptions,
): Promise<FieldValuesOutput> {
  const results: FieldValueResult[] = [];
  let nextCallAt = now();
  let over = false;

  async function put(field: FieldValue): Promise<FieldValueResult> {
    const { FieldPath } = field;
    let throttled: RouterError | undefined;
    while (Math.max(now(), nextCallAt) + CALL_MILLISECONDS <= request.deadline.expiresAt) {
      if (nextCallAt > now()) await sleep(nextCallAt - now());
      nextCallAt = now() + PACE_MILLISECONDS;
      try {
        return { FieldPath, Status: 'PUT', Result: await dispatch({ ...request, input: field }) };
      } catch (thrown) {
        const error = asRouterError(thrown);
        if (error.name === 'InternalFailure') throw thrown;
        if (error.name !== 'ThrottlingException') {
          over = concernsAllFields(error);
          return failed(FieldPath, error);
        }
        throttled = error;
        nextCallAt = now() + PACE_MILLISECONDS;
      }
    }
    over = true;
    return throttled === undefined ? { FieldPath, Status: 'NOT_ATTEMPTED' } : failed(FieldPath, throttled);
  }

  for (const field of fields) {
    results.push(over ? { FieldPath: field.FieldPath, Status: 'NOT_ATTEMPTED' } : await put(field));
  }
  return { RegistrationId: registrationId, FieldValues: results };
}

export function allPut({ FieldValues }: FieldValuesOutput): boolean {
  return FieldValues.every(({ Status }) => Status === 'PUT');
}

function failed(FieldPath: string, { name, message, details }: RouterError): FieldValueResult {
  return { FieldPath, Status: 'FAILED', Error: { name, message, ...details } };
}

/** AWS's refusal of one field does not stop the others; a registration that cannot be edited, or a fault, does. */
function concernsAllFields(error: RouterError): boolean {
  if (error.name === 'ValidationException') return false;
  return error.name !== 'ResourceNotFoundException' || error.details.ResourceType === 'registration';
}
