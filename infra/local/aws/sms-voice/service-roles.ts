import { AwsError } from '../core/aws-error.ts';
import type { Caller, Home } from '../core/caller.ts';
import type { Iam } from '../iam/iam.ts';
import { invalid } from './errors.ts';

export const SERVICE = 'sms-voice.amazonaws.com';

/** A resource of another service that this service writes to on behalf of one of its own resources. */
export interface Delegation {
  readonly home: Home;
  /** The configuration set, phone number or pool on whose behalf it writes. */
  readonly sourceArn: string;
  readonly roleArn: string;
}

/** What a role must allow. */
export interface Need {
  readonly action: string;
  readonly resource: string;
}

/** Acts for the resource, as the trust policies of the guide's roles require. @throws AwsError */
export function assumeServiceRole(iam: Iam, { home, sourceArn, roleArn }: Delegation): Caller {
  return iam.assumeRoleAsService(SERVICE, roleArn, {
    'aws:SourceAccount': home.accountId,
    'aws:SourceArn': sourceArn,
  });
}

/** The service itself, when no role is given and a resource policy admits it. */
export function serviceFor(home: Home, sourceArn: string): Caller {
  return { kind: 'service', service: SERVICE, sourceAccount: home.accountId, sourceArn };
}

/**
 * Checks that the role exists, trusts this service and allows the action. Amazon Pinpoint answers "Destination stream
 * validation failed" (hashicorp/terraform-provider-aws #27096); that this service checks as much, and its reason, is a
 * guess.
 *
 * @throws AwsError ValidationException RESOURCE_NOT_ACCESSIBLE
 */
export function assertRoleAllows(
  iam: Iam,
  delegation: Delegation,
  member: string,
  needs: readonly Need[],
): void {
  const caller = accessible(member, () => assumeServiceRole(iam, delegation));
  for (const need of needs) {
    const resourceAccountId = delegation.home.accountId;
    if (!iam.evaluate({ caller, ...need, resourceAccountId }).allowed)
      throw inaccessible(member, `${delegation.roleArn} does not allow ${need.action} on ${need.resource}.`);
  }
}

/** @throws AwsError ValidationException RESOURCE_NOT_ACCESSIBLE instead of the other service's error */
export function accessible<T>(member: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw inaccessible(member, error.message);
  }
}

export function inaccessible(member: string, message: string): AwsError {
  return invalid('RESOURCE_NOT_ACCESSIBLE', { [member]: message });
}
