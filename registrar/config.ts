import * as v from 'valibot';
import { ORGANIZATION_ID } from './contract/aws-shapes.ts';
import { BUCKET_POLICY_MODES } from './contract/bucket-statements.ts';

const text = v.pipe(v.string(), v.nonEmpty());

const BucketVariables = {
  EVENT_BUCKET: text,
  ORGANIZATION_ID: v.pipe(v.string(), v.regex(ORGANIZATION_ID)),
  BUCKET_POLICY_MODE: v.optional(v.picklist(BUCKET_POLICY_MODES), 'tenants'),
  PARTITION: v.optional(text),
};

const RegistrarSchema = v.pipe(
  v.object({ ...BucketVariables, TENANTS_TABLE: text, DEAD_LETTER_QUEUE_URL: v.pipe(v.string(), v.url()) }),
  v.transform((environment) => ({
    ...bucketConfig(environment),
    tableName: environment.TENANTS_TABLE,
    deadLetterQueueUrl: environment.DEAD_LETTER_QUEUE_URL,
  })),
);

const BasePolicySchema = v.pipe(
  v.object({ ...BucketVariables, REGISTRATION_QUEUE_URL: v.pipe(v.string(), v.url()) }),
  v.transform((environment) => ({
    ...bucketConfig(environment),
    registrationQueueUrl: environment.REGISTRATION_QUEUE_URL,
  })),
);

export type RegistrarConfig = v.InferOutput<typeof RegistrarSchema>;
export type BasePolicyConfig = v.InferOutput<typeof BasePolicySchema>;

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error that lists every environment variable that is missing or malformed */
export function parseRegistrarConfig(environment: Environment): RegistrarConfig {
  return parse(RegistrarSchema, environment);
}

/** @throws Error that lists every environment variable that is missing or malformed */
export function parseBasePolicyConfig(environment: Environment): BasePolicyConfig {
  return parse(BasePolicySchema, environment);
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

function parse<Output>(schema: v.GenericSchema<unknown, Output>, environment: Environment): Output {
  const result = v.safeParse(schema, environment);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
  throw new Error(`Environment variables are missing or malformed:\n  ${problems.join('\n  ')}`);
}
