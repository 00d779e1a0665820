import { Aws, Validations } from 'aws-cdk-lib';
import { type IRole, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ACCESS_ROLE_NAME, ROUTER_ROLE_NAME, roleArn } from '../../registrar/contract/names.ts';
import { ALLOWLIST, AWS_ACTIONS } from '../../router/actions/allowlist.ts';
import { principalsByArn } from './principals.ts';

export interface AccessRoleProps {
  readonly tenantId: string;
  readonly managementAccountId: string;
  /** Whether the role may do all of both services, or the actions of the allowlist only. */
  readonly permissions: 'service' | 'allowlist';
  /** The roles that a caller may give to event destinations. */
  readonly eventRoles: readonly IRole[];
}

/**
 * `PinpointManagementAccountAccessRole`: what the management account may do here. The router's role alone can assume
 * it, and only for this tenant.
 */
export class AccessRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, props: AccessRoleProps) {
    super(scope, id);
    const router = roleArn(Aws.PARTITION, props.managementAccountId, ROUTER_ROLE_NAME);
    this.role = new Role(this, 'Role', {
      roleName: ACCESS_ROLE_NAME,
      description: 'Used by the Pinpoint management account for AWS End User Messaging in this account',
      assumedBy: principalsByArn([router], { StringEquals: { 'sts:ExternalId': props.tenantId } }),
      inlinePolicies: {
        Messaging: new PolicyDocument({
          statements: [
            new PolicyStatement({ sid: 'Messaging', actions: ACTIONS[props.permissions], resources: ['*'] }),
            new PolicyStatement({
              sid: 'PassEventRoles',
              actions: ['iam:PassRole'],
              resources: props.eventRoles.map((role) => role.roleArn),
              conditions: { StringEquals: { 'iam:PassedToService': 'sms-voice.amazonaws.com' } },
            }),
          ],
        }),
      },
    });
    const acknowledge = (finding: string, reason: string) =>
      Validations.of(this.role).acknowledge({ id: `AwsSolutions-IAM5[${finding}]`, reason });
    acknowledge(
      'Resource::*',
      "The whole account is this tenant's: there is nothing in it to keep from its own API.",
    );
    if (props.permissions === 'service') {
      const reason =
        'The contract of this role, as its documents warn; accessRolePermissions=allowlist grants single actions.';
      for (const action of ACTIONS.service) acknowledge(`Action::${action}`, reason);
    }
  }
}

/** What some allowlisted actions need besides themselves: creating with tags is tagging. */
const DEPENDENT_ACTIONS = ['sms-voice:TagResource', 'mobiletargeting:TagResource'];

const ACTIONS = {
  service: ['sms-voice:*', 'mobiletargeting:*'],
  allowlist: [
    ...new Set([
      ...AWS_ACTIONS.map((action) => `${ALLOWLIST[action].service}:${action}`),
      ...DEPENDENT_ACTIONS,
    ]),
  ].sort(),
};
