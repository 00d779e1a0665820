import * as v from 'valibot';
import { OPTIONAL_CLASSES, type OptionalClass } from '../registrar/contract/access-class.ts';
import { parseRoleArn, REGION } from '../registrar/contract/aws-shapes.ts';
import {
  IDEMPOTENCY_HOURS,
  KEYED_SENDS_TABLE_NAME,
  TENANTS_TABLE_NAME,
} from '../registrar/contract/names.ts';
import { type Environment, parseEnvironment } from '../registrar/runtime/environment.ts';
import type { Action } from './actions/allowlist.ts';
import { isAction } from './actions/allowlist.ts';

export interface RouterConfig {
  /** `AWS_REGION`, set by Lambda: the Region of the tables and of STS. */
  readonly region: string;
  /** `AWS_ENDPOINT_URL`: one endpoint for all services, such as the local AWS. Absent: each service's own. */
  readonly endpointUrl: string | undefined;
  /** `TENANTS_TABLE` */
  readonly tenantsTable: string;
  /** `KEYED_SENDS_TABLE` */
  readonly keyedSendsTable: string;
  /** `IDEMPOTENCY_HOURS`: how long an Idempotency-Key is remembered. @default 24 */
  readonly idempotencyHours: number;
  /** `ALLOWED_ACTIONS`, comma separated: limits the allowlist. Absent: `null`, no limit. */
  readonly allowedActions: ReadonlySet<Action> | null;
  /** `ALLOWED_CLASSES`, comma separated: optional classes of actions that are offered. @default none */
  readonly allowedClasses: ReadonlySet<OptionalClass>;
  /** `ADMIN_CALLER_ARNS`, comma separated: IAM callers that reach every tenant; all others need a binding. @default none */
  readonly adminCallerArns: readonly string[];
  /** `DEFAULT_CONFIGURATION_SET`: whether sends without a configuration set get the stack's. @default on */
  readonly defaultConfigurationSet: boolean;
  /** Absent: `null`, the status of messages is not kept. */
  readonly messages: MessagesConfig | null;
  /** `TENANT_CACHE_TTL_SECONDS`, at most 30: for so long requests may pass after a suspension. @default 30 */
  readonly tenantCacheTtlSeconds: number;
  /** `TENANT_CACHE_NEGATIVE_TTL_SECONDS` @default 5 */
  readonly tenantCacheNegativeTtlSeconds: number;
  /** `MAX_BODY_BYTES` @default 5.5 MiB, near the limit of a Lambda invocation */
  readonly maxBodyBytes: number;
  /** `DEADLINE_MILLISECONDS` @default 27,500, a little less than the gateway's 29 s */
  readonly deadlineMilliseconds: number;
}

export interface MessagesConfig {
  /** `MESSAGES_TABLE` */
  readonly tableName: string;
  /** `MESSAGE_RETENTION_DAYS` @default 30 */
  readonly retentionDays: number;
  /** Absent: `null`, there are no callbacks. */
  readonly callbacks: CallbacksConfig | null;
}

export interface CallbacksConfig {
  /** `CALLBACKS_TABLE` */
  readonly tableName: string;
  /** `CALLBACK_QUEUE_URL` */
  readonly queueUrl: string;
  /** `LOOPBACK_CALLBACKS`: whether loopback URLs are called, for the local system. @default off */
  readonly allowLoopback: boolean;
}

/** The additional configuration of `npm run dev`. */
export interface DevConfig extends RouterConfig {
  /** `ROUTER_ROLE_ARN`: the deployed router's role, assumed first. */
  readonly routerRoleArn: string;
  /** `USER_POOL_ID` */
  readonly userPoolId: string;
  /** `CLIENT_IDS`, comma separated. Absent: `null`, every client of the pool. */
  readonly clientIds: readonly string[] | null;
  /** `JWKS_URI`: where the pool's keys are, when not at Cognito. */
  readonly jwksUri: string | undefined;
  /** `PORT` @default 8787 */
  readonly port: number;
}

const list = v.pipe(
  v.string(),
  v.transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
);

const actions = v.pipe(
  list,
  v.array(
    v.pipe(
      v.string(),
      v.check(isAction, ({ input }) => `${input} is not an action of the router`),
    ),
  ),
  v.transform((names) => new Set(names.filter(isAction))),
);

/** A number given as text. The default applies when it is absent, or empty, as a shell or a template may leave it. */
function count(fallback: number, { min, max }: { min: number; max: number }) {
  return v.pipe(
    v.optional(v.string(), ''),
    v.transform((text) => (text === '' ? fallback : Number(text))),
    v.check(
      (value) => Number.isInteger(value) && value >= min && value <= max,
      `must be a whole number from ${min} to ${max}`,
    ),
  );
}

const ROUTER_VARIABLES = {
  AWS_REGION: v.pipe(v.string(), v.regex(REGION, 'must be a Region, such as us-east-1')),
  AWS_ENDPOINT_URL: v.optional(v.pipe(v.string(), v.url('must be a URL'))),
  TENANTS_TABLE: v.pipe(v.string(), v.nonEmpty('must be the name of the tenants table')),
  KEYED_SENDS_TABLE: v.pipe(v.string(), v.nonEmpty('must be the name of the table of keyed sends')),
  IDEMPOTENCY_HOURS: count(24, IDEMPOTENCY_HOURS),
  ALLOWED_ACTIONS: v.optional(actions),
  ALLOWED_CLASSES: v.optional(
    v.pipe(
      list,
      v.array(v.picklist(OPTIONAL_CLASSES, `may name ${OPTIONAL_CLASSES.join(', ')}`)),
      v.transform((names) => new Set(names)),
    ),
  ),
  ADMIN_CALLER_ARNS: v.optional(list),
  DEFAULT_CONFIGURATION_SET: v.optional(v.picklist(['on', 'off'], 'must be on or off')),
  TENANT_CACHE_TTL_SECONDS: count(30, { min: 0, max: 30 }),
  MESSAGES_TABLE: v.optional(v.string()),
  MESSAGE_RETENTION_DAYS: count(30, { min: 1, max: 9_999 }),
  CALLBACKS_TABLE: v.optional(v.string()),
  CALLBACK_QUEUE_URL: v.optional(v.pipe(v.string(), v.url('must be the URL of a queue'))),
  LOOPBACK_CALLBACKS: v.optional(v.picklist(['on', 'off'], 'must be on or off')),
  TENANT_CACHE_NEGATIVE_TTL_SECONDS: count(5, { min: 0, max: 300 }),
  MAX_BODY_BYTES: count(5.5 * 1024 * 1024, { min: 1_024, max: 6 * 1024 * 1024 }),
  DEADLINE_MILLISECONDS: count(27_500, { min: 100, max: 28_500 }),
};

const RouterVariables = v.object(ROUTER_VARIABLES);

/** What `npm run dev` reads; the README has a table of them. */
export const DevVariables = v.object({
  ...ROUTER_VARIABLES,
  TENANTS_TABLE: v.optional(ROUTER_VARIABLES.TENANTS_TABLE, TENANTS_TABLE_NAME),
  KEYED_SENDS_TABLE: v.optional(ROUTER_VARIABLES.KEYED_SENDS_TABLE, KEYED_SENDS_TABLE_NAME),
  ROUTER_ROLE_ARN: v.pipe(
    v.string(),
    v.check((text) => parseRoleArn(text) !== undefined, 'must be the ARN of a role'),
  ),
  USER_POOL_ID: v.pipe(
    v.string(),
    v.regex(/^[\w-]+_[0-9a-zA-Z]+$/, 'must be a user pool id, such as us-east-1_AbCdEf123'),
  ),
  CLIENT_IDS: v.optional(list),
  JWKS_URI: v.optional(v.pipe(v.string(), v.url('must be a URL'))),
  PORT: count(8787, { min: 0, max: 65_535 }),
});

/** Where a developer finds the values for the local server. */
const HOW_TO_SET: Readonly<Record<string, string>> = {
  AWS_REGION: 'the Region of PinpointManagementAccountStack',
  TENANTS_TABLE: `the name of the tenants table (default ${TENANTS_TABLE_NAME})`,
  KEYED_SENDS_TABLE: `the name of the table of keyed sends (default ${KEYED_SENDS_TABLE_NAME})`,
  ROUTER_ROLE_ARN: 'arn:aws:iam::<management account>:role/PinpointTenantRouterRole',
  USER_POOL_ID: "the stack's user pool, an output of PinpointManagementAccountStack",
};

/** @throws ConfigError */
export function readRouterConfig(environment: Environment = process.env): RouterConfig {
  return routerConfig(parseEnvironment(RouterVariables, environment, HOW_TO_SET));
}

/** @throws ConfigError */
export function readDevConfig(environment: Environment = process.env): DevConfig {
  const variables = parseEnvironment(DevVariables, environment, HOW_TO_SET);
  return {
    ...routerConfig(variables),
    routerRoleArn: variables.ROUTER_ROLE_ARN,
    userPoolId: variables.USER_POOL_ID,
    clientIds: variables.CLIENT_IDS ?? null,
    jwksUri: variables.JWKS_URI,
    port: variables.PORT,
  };
}

function routerConfig(variables: v.InferOutput<typeof RouterVariables>): RouterConfig {
  return {
    region: variables.AWS_REGION,
    endpointUrl: variables.AWS_ENDPOINT_URL,
    tenantsTable: variables.TENANTS_TABLE,
    keyedSendsTable: variables.KEYED_SENDS_TABLE,
    idempotencyHours: variables.IDEMPOTENCY_HOURS,
    allowedActions: variables.ALLOWED_ACTIONS ?? null,
    allowedClasses: variables.ALLOWED_CLASSES ?? new Set(),
    adminCallerArns: variables.ADMIN_CALLER_ARNS ?? [],
    defaultConfigurationSet: variables.DEFAULT_CONFIGURATION_SET !== 'off',
    messages: messagesConfig(variables),
    tenantCacheTtlSeconds: variables.TENANT_CACHE_TTL_SECONDS,
    tenantCacheNegativeTtlSeconds: variables.TENANT_CACHE_NEGATIVE_TTL_SECONDS,
    maxBodyBytes: variables.MAX_BODY_BYTES,
    deadlineMilliseconds: variables.DEADLINE_MILLISECONDS,
  };
}

function messagesConfig(variables: v.InferOutput<typeof RouterVariables>): MessagesConfig | null {
  const { MESSAGES_TABLE: tableName = '', MESSAGE_RETENTION_DAYS: retentionDays } = variables;
  return tableName === '' ? null : { tableName, retentionDays, callbacks: callbacksConfig(variables) };
}

function callbacksConfig({
  CALLBACKS_TABLE: tableName = '',
  CALLBACK_QUEUE_URL: queueUrl,
  LOOPBACK_CALLBACKS,
}: v.InferOutput<typeof RouterVariables>): CallbacksConfig | null {
  if (tableName === '' || queueUrl === undefined) return null;
  return { tableName, queueUrl, allowLoopback: LOOPBACK_CALLBACKS === 'on' };
}
