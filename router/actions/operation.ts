import * as pinpoint from '@aws-sdk/client-pinpoint';
import * as smsVoice from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { NormalizedSchema } from '@smithy/core/schema';
import type { AccessClass, Action, AwsAction, OwnAction, Service } from './allowlist.ts';
import { ALLOWLIST, isAwsAction } from './allowlist.ts';
import { OWN_ACTIONS } from './own/own-actions.ts';
import type { Schema } from './own/schema.ts';
import type { Problems } from './problem.ts';

/** What the router knows of every action before it runs it. */
interface Described {
  readonly access: AccessClass;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** The input's idempotency token, such as `ClientToken`; the SDK fills in one for all attempts of a call. */
  readonly idempotencyToken: string | undefined;
}

/** An action of the router's own, which calls nobody in the tenant's account. */
export interface OwnOperation extends Described {
  readonly action: OwnAction;
  readonly service: 'router';
  /** Reports what is wrong with a decoded input besides its schema. */
  readonly check: (input: object, problems: Problems) => void;
}

/** An action with all that the SDK knows of the AWS operation behind it. */
export interface Operation extends Described {
  readonly action: AwsAction;
  readonly service: Service;
  /**
   * Whether a call that may or may not have been processed can be made again without doing anything twice: reads,
   * and operations with an idempotency token.
   */
  readonly repeatable: boolean;
  /** The SDK's command class. */
  readonly Command: CommandClass;
}

/** A command of either client; which one, `Operation.service` says. */
export type CommandClass = new (input: object) => object;

const SDK = { 'sms-voice': smsVoice, mobiletargeting: pinpoint } as const;

const operations = new Map<Action, Operation | OwnOperation>();

/** Finds an allowlisted action's operation, in the SDK or among our own. */
export function operationOf(action: AwsAction): Operation;
export function operationOf(action: Action): Operation | OwnOperation;
export function operationOf(action: Action): Operation | OwnOperation {
  const known = operations.get(action);
  if (known !== undefined) return known;
  const operation = isAwsAction(action) ? readOperation(action) : readOwnOperation(action);
  operations.set(action, operation);
  return operation;
}

function readOwnOperation(action: OwnAction): OwnOperation {
  const { access } = ALLOWLIST[action];
  const { input, output, check } = OWN_ACTIONS[action];
  return {
    ...{ action, access, check },
    idempotencyToken: undefined,
    service: 'router',
    input: normalized(input),
    output: normalized(output),
  };
}

/** The SDK's types name the traits that the SDK itself reads; its schemas carry any. */
function normalized({ schema }: Schema<unknown>): NormalizedSchema {
  return NormalizedSchema.of(schema as Parameters<typeof NormalizedSchema.of>[0]);
}

function readOperation(action: AwsAction): Operation {
  const { service, access } = ALLOWLIST[action];
  const Command = Reflect.get(SDK[service], `${action}Command`);
  const schema = Reflect.get(SDK[service], `${action}$`);
  if (typeof Command !== 'function' || !Array.isArray(schema)) {
    throw new Error(`The SDK of ${service} has no operation ${action}`);
  }
  // [9, namespace, name, traits, () => input, () => output]
  const input = NormalizedSchema.of(schema[4]);
  const output = NormalizedSchema.of(schema[5]);
  const idempotencyToken = idempotencyTokenOf(input);
  const repeatable = access === 'read' || idempotencyToken !== undefined;
  return {
    ...{ action, service, access, input, output, idempotencyToken, repeatable },
    Command: Command as CommandClass,
  };
}

function idempotencyTokenOf(input: NormalizedSchema): string | undefined {
  for (const [name, member] of input.structIterator()) if (member.isIdempotencyToken()) return name;
  return undefined;
}
