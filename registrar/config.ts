import * as v from 'valibot';
import { ORGANIZATION_ID } from './contract/aws-shapes.ts';
import { BUCKET_POLICY_MODES } from './contract/bucket-statements.ts';
import { DEFAULT_MAX_NAMES_PER_ACCOUNT } from './contract/names.ts';
import { REGISTRATION_MODES } from './contract/tenant-record.ts';
import { type Environment, parseEnvironment } from './runtime/environment.ts';

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const url = v.pipe(v.string(), v.url('must be a URL'));

const BucketVariables = {
  EVENT_BUCKET: text,
  ORGANIZATION_ID: v.pipe(
    v.string(),
    v.regex(ORGANIZATION_ID, 'must be the id of an organization, such as o-exampleorg1'),
  ),
  BUCKET_POLICY_MODE: v.optional(
    v.picklist(BUCKET_POLICY_MODES, `must be one of ${BUCKET_POLICY_MODES.join(', ')}`),
    'tenants',
  ),
  PARTITION: v.optional(text),
};

const RegistrarSchema = v.pipe(
  v.object({
    ...BucketVariables,
    TENANTS_TABLE: text,
    DEAD_LETTER_QUEUE_URL: url,
    REGISTRATION_MODE: v.optional(
      v.picklist(REGISTRATION_MODES, `must be one of ${REGISTRATION_MODES.join(', ')}`),
      'open',
    ),
    MAX_NAMES_PER_ACCOUNT: v.pipe(
      v.optional(v.string(), String(DEFAULT_MAX_NAMES_PER_ACCOUNT)),
      v.regex(/^[1-9]\d{0,5}$/, 'must be a whole number from 1'),
      v.transform(Number),
    ),
  }),
  v.transform((environment) => ({
    ...bucketConfig(environment),
    tableName: environment.TENANTS_TABLE,
    deadLetterQueueUrl: environment.DEAD_LETTER_QUEUE_URL,
    registrationMode: environment.REGISTRATION_MODE,
    maxNamesPerAccount: environment.MAX_NAMES_PER_ACCOUNT,
  })),
);

const BasePolicySchema = v.pipe(
  v.object({ ...BucketVariables, REGISTRATION_QUEUE_URL: url }),
  v.transform((environment) => ({
    ...bucketConfig(environment),
    registrationQueueUrl: environment.REGISTRATION_QUEUE_URL,
  })),
);

export type RegistrarConfig = v.InferOutput<typeof RegistrarSchema>;
export type BasePolicyConfig = v.InferOutput<typeof BasePolicySchema>;

/** @throws ConfigError */
export function parseRegistrarConfig(environment: Environment): RegistrarConfig {
  return parseEnvironment(RegistrarSchema, environment);
}

/** @throws ConfigError */
export function parseBasePolicyConfig(environment: Environment): BasePolicyConfig {
  return parseEnvironment(BasePolicySchema, environment);
}

/** A Lambda function learns its partition from its own ARN, unless the environment names it. */
export function partitionOf(
  config: { readonly partition: string | undefined },
  invokedFunctionArn: string,
): string {
  return config.partition ?? invokedFunctionArn.split(':')[1] ?? 'aws';
}

function bucketConfig(environment: v.InferOutput<v.ObjectSchema<typeof BucketVariables, undefined>>) {
  return {
    bucketName: environment.EVENT_BUCKET,
    organizationId: environment.ORGANIZATION_ID,
    mode: environment.BUCKET_POLICY_MODE,
    partition: environment.PARTITION,
  };
}
