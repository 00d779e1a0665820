import * as smsVoice from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { NormalizedSchema } from '@smithy/core/schema';
import type { AccessClass, Action, AwsAction, OwnAction, Service } from './allowlist.ts';
import { ALLOWLIST, isAwsAction } from './allowlist.ts';
import { OWN_ACTIONS } from './own/own-actions.ts';
import type { Schema } from './own/schema.ts';
import type { Problems } from './problem.ts';

/** What the router knows about every action before running it. */
interface Described {
  readonly access: AccessClass;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** The input's idempotency token, such as `ClientToken`; the SDK sets one for all attempts of a call. */
  readonly idempotencyToken: string | undefined;
}

/** An action of the router itself, which makes no call in the tenant's account. */
export interface OwnOperation extends Described {
  readonly action: OwnAction;
  readonly service: 'router';
  /** Reports problems of a decoded input that the schema cannot express. */
  readonly check: (input: object, problems: Problems) => void;
}

/** An action with what the SDK knows about its AWS operation. */
export interface Operation extends Described {
  readonly action: AwsAction;
  readonly service: Service;
  /**
   * Whether a call of unknown outcome can be repeated without doing anything twice: reads, and operations with an
   * idempotency token.
   */
  readonly repeatable: boolean;
  /** The SDK's classes: the client of the service, and the command that it sends. */
  readonly Client: ClientClass;
  readonly Command: CommandClass;
}

/** The types do not tell which commands a client takes; an operation pairs the two. */
export type ClientClass = new (
  config: ClientConfig,
) => {
  config: smsVoice.PinpointSMSVoiceV2ClientResolvedConfig;
  readonly middlewareStack: Pick<smsVoice.PinpointSMSVoiceV2Client['middlewareStack'], 'use'>;
  send(command: object): Promise<object>;
};

export type CommandClass = new (input: object) => { readonly schema?: unknown };

/** What the clients of both services take. */
export type ClientConfig = Pick<
  smsVoice.PinpointSMSVoiceV2ClientConfig,
  'region' | 'requestHandler' | 'credentials' | 'sha256' | 'signer' | 'cacheMiddleware' | 'retryStrategy'
>;

/**
 * The SDK of each service, with all its exports. Amazon Pinpoint's is loaded on first use, because few callers need it.
 */
const SDK: Readonly<
  Record<Service, { readonly load: () => object | Promise<object>; readonly client: string }>
> = {
  'sms-voice': { load: () => smsVoice, client: 'PinpointSMSVoiceV2Client' },
  mobiletargeting: { load: () => import('@aws-sdk/client-pinpoint'), client: 'PinpointClient' },
};

const operations = new Map<Action, Operation | OwnOperation>();

/** Finds the operation of an allowlisted action, among the SDK's or the router's own; loads the SDK if necessary. */
export async function loadOperation(action: AwsAction): Promise<Operation>;
export async function loadOperation(action: Action): Promise<Operation | OwnOperation>;
export async function loadOperation(action: Action): Promise<Operation | OwnOperation> {
  const known = operations.get(action);
  if (known !== undefined) return known;
  const operation = isAwsAction(action) ? await readOperation(action) : readOwnOperation(action);
  operations.set(action, operation);
  return operation;
}

function readOwnOperation(action: OwnAction): OwnOperation {
  const { access } = ALLOWLIST[action];
  const { input, output, check } = OWN_ACTIONS[action];
  return {
    action,
    access,
    // The input was decoded by this action's own schema.
    check: check as OwnOperation['check'],
    idempotencyToken: undefined,
    service: 'router',
    input: normalized(input),
    output: normalized(output),
  };
}

/** The SDK's types name only the traits that the SDK reads; its schemas may have any. */
function normalized({ schema }: Schema<unknown>): NormalizedSchema {
  return NormalizedSchema.of(schema as Parameters<typeof NormalizedSchema.of>[0]);
}

async function readOperation(action: AwsAction): Promise<Operation> {
  const { service, access } = ALLOWLIST[action];
  const { load, client } = SDK[service];
  const sdk = await load();
  const Client: ClientClass = Reflect.get(sdk, client);
  const Command: CommandClass | undefined = Reflect.get(sdk, `${action}Command`);
  const schema = Command && new Command({}).schema;
  if (Command === undefined || !Array.isArray(schema)) {
    throw new Error(`The SDK of ${service} has no operation ${action}`);
  }
  // [9, namespace, name, traits, () => input, () => output]
  const input = NormalizedSchema.of(schema[4]);
  const output = NormalizedSchema.of(schema[5]);
  const idempotencyToken = idempotencyTokenOf(input);
  const repeatable = access === 'read' || idempotencyToken !== undefined;
  return { action, service, access, input, output, idempotencyToken, repeatable, Client, Command };
}

function idempotencyTokenOf(input: NormalizedSchema): string | undefined {
  for (const [name, member] of input.structIterator()) if (member.isIdempotencyToken()) return name;
  return undefined;
}
