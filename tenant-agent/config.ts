import * as v from 'valibot';
import { ROLE_ARN } from '../registrar/contract/aws-shapes.ts';
import { isTenantId } from '../registrar/contract/tenant-id.ts';

/** Lambda stops after 15 minutes; the wait must leave room for the rest. */
const MAX_SETTLE_SECONDS = 600;

const DEFAULT_SETTLE_SECONDS = 45;

const ConfigSchema = v.pipe(
  v.object({
    TENANT_ID: v.custom<string>(isTenantId, 'is no tenantId'),
    DELIVERY_STREAM_ROLE_ARN: v.pipe(v.string(), v.regex(ROLE_ARN, 'is no role ARN')),
    SETTLE_SECONDS: v.optional(
      v.pipe(
        v.string(),
        v.nonEmpty(),
        v.transform(Number),
        v.number('is no number'),
        v.minValue(0),
        v.maxValue(MAX_SETTLE_SECONDS),
      ),
      String(DEFAULT_SETTLE_SECONDS),
    ),
  }),
  v.transform((environment) => ({
    /** For the schedule's events; CloudFormation's bring their own. */
    tenantId: environment.TENANT_ID,
    deliveryStreamRoleArn: environment.DELIVERY_STREAM_ROLE_ARN,
    /** How long EventBridge may take to honour a rule and a role that are seconds old. */
    settleSeconds: environment.SETTLE_SECONDS,
  })),
);

export type AgentConfig = v.InferOutput<typeof ConfigSchema>;

/** @throws Error that lists every environment variable that is missing or malformed */
export function parseAgentConfig(environment: Readonly<Record<string, string | undefined>>): AgentConfig {
  const result = v.safeParse(ConfigSchema, environment);
  if (result.success) return result.output;
  const problems = result.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
  throw new Error(`Environment variables are missing or malformed:\n  ${problems.join('\n  ')}`);
}
