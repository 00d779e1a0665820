import type { NormalizedSchema } from '@smithy/core/schema';
import { encodeOutput, type JsonObject } from '../../actions/encode-output.ts';
import type { Operation } from '../../actions/operation.ts';
import { requiredMembers } from '../../actions/schema-members.ts';
import { ImproperAnswerError } from '../json-transport.ts';
import { metadataOf } from './upstream-error.ts';

/**
 * The JSON of an SDK call's output.
 *
 * @throws ImproperAnswerError when it does not match the operation's schema, or does not prove that a send was accepted
 */
export function readAnswer(operation: Operation, output: object): JsonObject {
  const answer = encode(operation, output);
  const proven = operation.access !== 'send' || provesSend(operation.output, answer);
  if (proven) return answer;
  throw new ImproperAnswerError('The answer lacks what a send returns', metadataOf(output) ?? {});
}

function encode(operation: Operation, output: object): JsonObject {
  try {
    return encodeOutput(operation.output, output);
  } catch (cause) {
    const message = `The answer has not the shape of ${operation.action}'s`;
    throw new ImproperAnswerError(message, metadataOf(output) ?? {}, cause);
  }
}

/** Pinpoint's answer is the payload itself. */
function provesSend(schema: NormalizedSchema, answer: JsonObject): boolean {
  for (const [name, member] of schema.structIterator()) {
    if (member.getMergedTraits().httpPayload) {
      const payload = answer[name];
      return isObject(payload) && Object.keys(payload).length > 0 && provesSend(member, payload);
    }
  }
  return provenMembers(schema).every((name) => answer[name] !== undefined && answer[name] !== null);
}

/**
 * The members that the answer of a send must have. The model does not require `MessageId`, but an accepted message has
 * one.
 */
export function provenMembers(schema: NormalizedSchema): readonly string[] {
  const required = requiredMembers(schema);
  return [...schema.structIterator()]
    .map(([name]) => name)
    .filter((name) => required.has(name) || name === 'MessageId');
}

function isObject(value: JsonObject[string] | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
