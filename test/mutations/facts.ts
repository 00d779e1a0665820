import type { Template } from '@pinpoint-tenant-router/local-aws/templates';

type Json = Record<string, unknown>;

/**
 * What a template says about who may do what, and what functions are told: each permission of each role, each
 * principal and each condition of a policy, each environment variable. One line a fact.
 */
export function factsOf(template: Template): ReadonlySet<string> {
  const facts = Object.entries(template.Resources).flatMap(([logicalId, { Type, Properties = {} }]) => {
    if (Type === 'AWS::Lambda::Function')
      return environmentOf(Properties).map((fact) => `${logicalId}: ${fact}`);
    if (!POLICY_HOLDERS.has(Type)) return [];
    return statementsIn(Properties)
      .flatMap(factsOfStatement)
      .concat(
        [Properties.ManagedPolicyArns ?? []].flat().map((arn) => `managed policy ${JSON.stringify(arn)}`),
      )
      .map((fact) => `${logicalId}: ${fact}`);
  });
  return new Set(facts);
}

const POLICY_HOLDERS = new Set(['AWS::IAM::Role', 'AWS::SQS::QueuePolicy', 'AWS::Events::EventBusPolicy']);

function environmentOf({ Environment }: Json): readonly string[] {
  const { Variables = {} } = (Environment ?? {}) as { Variables?: Json };
  return Object.entries(Variables).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
}

/** A statement that denies is not a permission. */
function factsOfStatement({ Effect, Action, Principal, Condition = {} }: Json): readonly string[] {
  if (Effect !== 'Allow') return [];
  const actions = [Action].flat();
  const conditions = Object.values(Condition as Json).flatMap((keys) => Object.keys(keys as Json));
  return [
    ...actions.map((action) =>
      Principal === undefined ? `${action}` : `${action} by ${JSON.stringify(Principal)}`,
    ),
    ...conditions.map((key) => `${actions.join()} if ${key}`),
  ];
}

function statementsIn(value: unknown): readonly Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'Statement' ? ([inner].flat() as Json[]) : statementsIn(inner),
  );
}
