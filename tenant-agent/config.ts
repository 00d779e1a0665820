import * as v from 'valibot';
import { ROLE_ARN } from '../registrar/contract/aws-shapes.ts';
import { type Environment, parseEnvironment } from '../registrar/runtime/environment.ts';

/** Lambda ends a function after 15 minutes; the wait must leave time for the rest. */
const MAX_SETTLE_SECONDS = 600;

const SETTLE_MESSAGE = `must be a number from 0 to ${MAX_SETTLE_SECONDS}`;

const ConfigSchema = v.pipe(
  v.object({
    DELIVERY_STREAM_ROLE_ARN: v.pipe(v.string(), v.regex(ROLE_ARN, 'must be the ARN of a role')),
    SETTLE_SECONDS: v.pipe(
      v.string(SETTLE_MESSAGE),
      v.nonEmpty(SETTLE_MESSAGE),
      v.transform(Number),
      v.number(SETTLE_MESSAGE),
      v.minValue(0, SETTLE_MESSAGE),
      v.maxValue(MAX_SETTLE_SECONDS, SETTLE_MESSAGE),
    ),
  }),
  v.transform((environment) => ({
    deliveryStreamRoleArn: environment.DELIVERY_STREAM_ROLE_ARN,
    /** How long EventBridge may take until a new rule and a new role are effective. */
    settleSeconds: environment.SETTLE_SECONDS,
  })),
);

export type AgentConfig = v.InferOutput<typeof ConfigSchema>;

/** @throws ConfigError */
export function parseAgentConfig(environment: Environment): AgentConfig {
  return parseEnvironment(ConfigSchema, environment);
}
