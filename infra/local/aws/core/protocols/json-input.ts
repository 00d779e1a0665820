import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { JsonObject } from './json-protocol.ts';

/**
 * An operation's input, parsed by its schema; unknown members are dropped, as AWS's services do.
 *
 * @param errorCode the service's error name for a malformed request
 * @throws AwsError that names the first wrong path
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
