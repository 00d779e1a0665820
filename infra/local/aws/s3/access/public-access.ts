import type { PolicyDocument, Statement } from '../../core/policy.ts';
import { listOf, statementsOf } from '../../iam/policy/evaluate.ts';

/**
 * Condition keys whose fixed value makes a grant non-public: S3 User Guide, "Blocking public access to your Amazon S3
 * storage", section "The meaning of public". (`aws:SourceIp` is on AWS's list, too; the evaluator has no IP address
 * operators.)
 */
const RESTRICTING_KEYS = new Set(
  [
    'aws:PrincipalOrgID',
    'aws:PrincipalOrgPaths',
    'aws:PrincipalAccount',
    'aws:PrincipalArn',
    'aws:SourceAccount',
    'aws:SourceArn',
    'aws:SourceOrgID',
    'aws:SourceOwner',
    'aws:SourceVpc',
    'aws:SourceVpce',
    'aws:userid',
    's3:DataAccessPointAccount',
    's3:x-amz-server-side-encryption-aws-kms-key-id',
  ].map((key) => key.toLowerCase()),
);

/** Operators that match nothing but their values. `…IfExists` and `ForAllValues:` match without the key. */
const RESTRICTING_OPERATOR =
  /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/;

/** Whether S3 would consider the policy public: it grants something to a principal that is not fixed. Pure. */
export function isPublicPolicy(policy: PolicyDocument): boolean {
  return statementsOf(policy).some(
    (statement) =>
      statement.Effect === 'Allow' && !hasFixedPrincipal(statement) && !hasFixedCondition(statement),
  );
}

function hasFixedPrincipal({ Principal }: Statement): boolean {
  return (
    typeof Principal === 'object' && Object.values(Principal).every((values) => listOf(values).every(isFixed))
  );
}

function hasFixedCondition({ Condition = {} }: Statement): boolean {
  return Object.entries(Condition).some(
    ([operator, keys]) =>
      RESTRICTING_OPERATOR.test(operator) &&
      Object.entries(keys).some(
        ([key, values]) =>
          RESTRICTING_KEYS.has(key.toLowerCase()) &&
          (typeof values === 'object' ? values : [String(values)]).every(isFixed),
      ),
  );
}

/** Has neither a wildcard nor a policy variable. */
function isFixed(value: string): boolean {
  return !/[*?]|\$\{/.test(value);
}
