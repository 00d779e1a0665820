import type { Permission } from '@pinpoint-tenant-router/local-aws/usage';
import type { LocalSystem } from '../../../infra/local/system/local-system.ts';

/** A permission as a template grants it, in whichever accounts the template is deployed. */
export interface TemplatePermission {
  readonly stackName: string;
  /** The role's logical id. */
  readonly role: string;
  readonly action: string;
  /** Without account ids and the random ends of names. */
  readonly resource: string;
}

/** The permissions of the stacks' roles that have never let a request through, in any account. */
export function unusedPermissions(system: LocalSystem): readonly TemplatePermission[] {
  const { used, unused } = system.aws.kernel.iam.usage;
  const ofTemplates = permissionsOfTemplates(system);
  const usedSomewhere = new Set(ofTemplates(used).map(keyOf));
  const never = ofTemplates(unused).filter((permission) => !usedSomewhere.has(keyOf(permission)));
  return [...new Map(never.map((permission) => [keyOf(permission), permission])).values()];
}

function permissionsOfTemplates(system: LocalSystem) {
  const roles = new Map(
    system.aws.cloudFormation
      .stacks()
      .flatMap(({ name: stackName, resources }) =>
        [...resources.values()]
          .filter(({ type }) => type === 'AWS::IAM::Role')
          .map(({ logicalId, state }) => [state.attributes.Arn, { stackName, role: logicalId }] as const),
      ),
  );
  return (permissions: readonly Permission[]): readonly TemplatePermission[] =>
    permissions.flatMap(({ roleArn, action, resource }) => {
      const role = roles.get(roleArn);
      return role === undefined ? [] : [{ ...role, action, resource: withoutNames(resource) }];
    });
}

function withoutNames(resource: string): string {
  return (
    resource
      // Before the accounts: the random end of a name may be of digits alone.
      .replace(/-[0-9A-F]{12}\b/, '')
      .replaceAll(/\b\d{12}\b/g, '<account>')
      .replaceAll(/:[a-z]{2}-[a-z]+-\d:/g, ':<region>:')
  );
}

function keyOf({ stackName, role, action, resource }: TemplatePermission): string {
  return [stackName, role, action, resource].join(' ');
}
