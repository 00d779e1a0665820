import * as pinpoint from '@aws-sdk/client-pinpoint';
import * as smsVoice from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { NormalizedSchema } from '@smithy/core/schema';
import type { AccessClass, Action, Service } from './allowlist.ts';
import { ALLOWLIST } from './allowlist.ts';

/** An action with all that the SDK knows of the AWS operation behind it. */
export interface Operation {
  readonly action: Action;
  readonly service: Service;
  readonly access: AccessClass;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /**
   * Whether a call that may or may not have been processed can be made again without doing anything twice: reads,
   * and operations with an idempotency token, which the SDK fills in once for all attempts.
   */
  readonly repeatable: boolean;
  /** The SDK's command class. */
  readonly Command: CommandClass;
}

/** A command of either client; which one, `Operation.service` says. */
export type CommandClass = new (input: object) => object;

const SDK = { 'sms-voice': smsVoice, mobiletargeting: pinpoint } as const;

const operations = new Map<Action, Operation>();

/** Finds an allowlisted action's operation in the SDK. */
export function operationOf(action: Action): Operation {
  const known = operations.get(action);
  if (known !== undefined) return known;
  const operation = readOperation(action);
  operations.set(action, operation);
  return operation;
}

function readOperation(action: Action): Operation {
  const { service, access } = ALLOWLIST[action];
  const Command = Reflect.get(SDK[service], `${action}Command`);
  const schema = Reflect.get(SDK[service], `${action}$`);
  if (typeof Command !== 'function' || !Array.isArray(schema)) {
    throw new Error(`The SDK of ${service} has no operation ${action}`);
  }
  // [9, namespace, name, traits, () => input, () => output]
  const input = NormalizedSchema.of(schema[4]);
  const output = NormalizedSchema.of(schema[5]);
  const repeatable = access === 'read' || hasIdempotencyToken(input);
  return { action, service, access, input, output, repeatable, Command: Command as CommandClass };
}

function hasIdempotencyToken(input: NormalizedSchema): boolean {
  for (const [, member] of input.structIterator()) if (member.isIdempotencyToken()) return true;
  return false;
}
