import {
  AccountPrincipal,
  CompositePrincipal,
  type IPrincipal,
  PrincipalWithConditions,
} from 'aws-cdk-lib/aws-iam';

/**
 * Exactly these roles and users, as a principal of a trust policy: their accounts, with their ARNs as a condition. IAM
 * stores an ARN in a principal as an internal id, which breaks when a role is created again, and refuses ARNs that do
 * not exist yet.
 *
 * @param conditions further conditions, such as an external id
 */
export function principalsByArn(
  arns: readonly string[],
  conditions: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): IPrincipal {
  const accounts = [...new Set(arns.map((arn) => arn.split(':')[4] ?? ''))].sort();
  return new PrincipalWithConditions(
    new CompositePrincipal(...accounts.map((account) => new AccountPrincipal(account))),
    { ArnEquals: { 'aws:PrincipalArn': arns.length === 1 ? arns[0] : arns }, ...conditions },
  );
}
