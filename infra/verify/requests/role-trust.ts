import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { AwsAccess } from '../../access/aws-access.ts';
import { isDenied } from '../../access/explain-error.ts';
import type { Policy, PolicyStatement } from '../findings.ts';
import { conditionOf, listOf, readPolicy } from './policy.ts';

/** The trust policy of a role, read with permissions of its account; undefined when they do not reach so far. */
export async function roleTrust(access: AwsAccess, RoleName: string): Promise<Policy | undefined> {
  try {
    const { Role } = await new IAMClient(access).send(new GetRoleCommand({ RoleName }));
    return readPolicy(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '{}'));
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}

/**
 * Whether a statement admits a role or a service with exactly this external id. Roles are named as principals, or
 * by a condition on their ARN. Pure.
 */
export function admitsByExternalId({ Statement }: Policy, who: string, externalId: string): boolean {
  return Statement.some(
    (statement) =>
      statement.Effect === 'Allow' &&
      namedIn(statement).includes(who) &&
      listOf(conditionOf(statement.Condition?.StringEquals, 'sts:ExternalId')).join() === externalId,
  );
}

function namedIn({ Principal, Condition }: PolicyStatement): readonly string[] {
  return [
    ...(typeof Principal === 'object' ? Object.values(Principal).flatMap(listOf) : []),
    ...listOf(conditionOf(Condition?.ArnEquals, 'aws:PrincipalArn')),
  ];
}
