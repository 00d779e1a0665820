import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { JsonObject } from './json-protocol.ts';

/**
 * An operation's input by its schema; members that the schema does not know are dropped, as AWS's services do.
 *
 * @param errorCode the service's own name for a request that does not fit
 * @throws AwsError naming the first path that does not fit
 */
export function parseInput<Schema extends v.GenericSchema>(
  schema: Schema,
  input: JsonObject,
  errorCode = 'ValidationException',
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new AwsError(errorCode, `${v.getDotPath(issue) ?? 'The input'}: ${issue.message}`);
}
