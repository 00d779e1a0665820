import { Aws, Validations } from 'aws-cdk-lib';
import { type IRole, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { OptionalClass } from '../../../registrar/contract/access-class.ts';
import { ACCESS_ROLE_NAME, ROUTER_ROLE_NAME, roleArn } from '../../../registrar/contract/names.ts';
import { ALLOWLIST, AWS_ACTIONS, isOffered } from '../../../router/actions/allowlist.ts';
import { principalsByArn } from '../functions/principals.ts';

export interface AccessRoleProps {
  readonly tenantId: string;
  readonly managementAccountId: string;
  /** Whether the role allows all actions of both services, or only the allowlist's. */
  readonly permissions: 'service' | 'allowlist';
  /** Optional classes of actions that the API offers. */
  readonly allowClasses: readonly OptionalClass[];
  /** Roles that a caller may give to event destinations. */
  readonly eventRoles: readonly IRole[];
  /** Further roles of this account that a caller may give to event destinations and two-way channels. */
  readonly passableRoleArns: readonly string[];
  /** Buckets of this account whose objects may be sent as media and attached to registrations. */
  readonly mediaBucketArns: readonly string[];
}

/**
 * `PinpointManagementAccountAccessRole`: the management account's permissions in this account. Only the router's role
 * can assume it, and only for this tenant.
 */
export class AccessRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, props: AccessRoleProps) {
    super(scope, id);
    const router = roleArn(Aws.PARTITION, props.managementAccountId, ROUTER_ROLE_NAME);
    const actions = props.permissions === 'service' ? SERVICE_ACTIONS : allowlistActions(props.allowClasses);
    this.role = new Role(this, 'Role', {
      roleName: ACCESS_ROLE_NAME,
      description: 'Used by the Pinpoint management account for AWS End User Messaging in this account',
      assumedBy: principalsByArn([router], { StringEquals: { 'sts:ExternalId': props.tenantId } }),
      inlinePolicies: {
        Messaging: new PolicyDocument({
          statements: [
            new PolicyStatement({ sid: 'Messaging', actions, resources: ['*'] }),
            new PolicyStatement({
              sid: 'PassEventRoles',
              actions: ['iam:PassRole'],
              resources: [...props.eventRoles.map((role) => role.roleArn), ...props.passableRoleArns],
              conditions: { StringEquals: { 'iam:PassedToService': 'sms-voice.amazonaws.com' } },
            }),
            ...readMedia(props.mediaBucketArns),
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
    for (const arn of props.mediaBucketArns)
      acknowledge(`Resource::${arn}/*`, 'Which objects are sent is known when they are.');
    if (props.permissions === 'service') {
      const reason =
        'The contract of this role, as its documents warn; accessRolePermissions=allowlist grants single actions.';
      for (const action of SERVICE_ACTIONS) acknowledge(`Action::${action}`, reason);
    }
  }
}

/** "The identity that sends must be able to read the media" ("Send an MMS message"); the same for attachments. */
function readMedia(bucketArns: readonly string[]): readonly PolicyStatement[] {
  if (bucketArns.length === 0) return [];
  return [
    new PolicyStatement({
      sid: 'ReadMedia',
      actions: ['s3:GetObject'],
      resources: bucketArns.map((arn) => `${arn}/*`),
      // A bucket's ARN does not contain its account.
      conditions: { StringEquals: { 'aws:ResourceAccount': Aws.ACCOUNT_ID } },
    }),
  ];
}

const SERVICE_ACTIONS = ['sms-voice:*', 'mobiletargeting:*'];

/** Permissions that some allowlisted actions need besides their own: creating with tags also needs TagResource. */
const DEPENDENT_ACTIONS = ['sms-voice:TagResource', 'mobiletargeting:TagResource'];

function allowlistActions(allowClasses: readonly OptionalClass[]): string[] {
  const offer = { allowedActions: null, allowedClasses: new Set(allowClasses) };
  const offered = AWS_ACTIONS.filter((action) => isOffered(action, offer));
  const own = offered.map((action) => `${ALLOWLIST[action].service}:${action}`);
  return [...new Set([...own, ...DEPENDENT_ACTIONS])].sort();
}
