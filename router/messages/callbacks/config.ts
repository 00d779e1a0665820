import * as v from 'valibot';
import { type Environment, parseEnvironment } from '../../../registrar/runtime/environment.ts';

const url = (name: string) => v.pipe(v.string(), v.url(`must be the URL of the ${name}`));
const table = (name: string) => v.pipe(v.string(), v.nonEmpty(`must be the name of the table of ${name}`));

/** Whether loopback URLs are called; see `UrlRules`. */
export const LoopbackCallbacks = v.optional(v.picklist(['on', 'off'], 'must be on or off'), 'off');

const ReleaseVariables = {
  TENANTS_TABLE: table('tenants'),
  CALLBACKS_TABLE: table('callbacks'),
  CALLBACK_QUEUE_URL: url('queue of deliveries'),
  CALLBACK_DEAD_LETTER_QUEUE_URL: url('dead-letter queue of deliveries'),
};

const DeliverVariables = {
  ...ReleaseVariables,
  MESSAGES_TABLE: table('messages'),
  LOOPBACK_CALLBACKS: LoopbackCallbacks,
};

/** Configuration of the function that puts due deliveries back into the queue. */
export type ReleaseConfig = ReturnType<typeof readReleaseConfig>;

/** @throws ConfigError */
export function readReleaseConfig(environment: Environment = process.env) {
  const variables = parseEnvironment(v.object(ReleaseVariables), environment);
  return {
    tenantsTable: variables.TENANTS_TABLE,
    callbacksTable: variables.CALLBACKS_TABLE,
    queueUrl: variables.CALLBACK_QUEUE_URL,
    deadLetterQueueUrl: variables.CALLBACK_DEAD_LETTER_QUEUE_URL,
  };
}

/** Configuration of the function that delivers. */
export type DeliverConfig = ReturnType<typeof readDeliverConfig>;

/** @throws ConfigError */
export function readDeliverConfig(environment: Environment = process.env) {
  const variables = parseEnvironment(v.object(DeliverVariables), environment);
  return {
    ...readReleaseConfig(environment),
    messagesTable: variables.MESSAGES_TABLE,
    allowLoopback: variables.LOOPBACK_CALLBACKS === 'on',
  };
}
