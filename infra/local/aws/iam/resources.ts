import type {
  Properties,
  ResourceContext,
  ResourceProvider,
  ResourceProviders,
} from '../cloudformation/resource-provider.ts';
import { notSimulated } from '../core/aws-error.ts';
import type { PolicyDocument } from '../core/policy.ts';
import type { Iam } from './iam.ts';
import { managedPolicy } from './managed-policies.ts';
import { parsePolicyDocument } from './policy/policy-document.ts';
import type { Role } from './role.ts';

/** The IAM types of CloudFormation, as CDK writes them. */
export function iamResources(iam: Iam): ResourceProviders {
  return { 'AWS::IAM::Role': roleProvider(iam), 'AWS::IAM::Policy': policyProvider(iam) };
}

function roleProvider(iam: Iam): ResourceProvider {
  return {
    properties: [
      'AssumeRolePolicyDocument',
      'Description',
      'ManagedPolicyArns',
      'MaxSessionDuration',
      'Path',
      'Policies',
      'RoleName',
    ],
    withoutLocalEffect: ['Tags'],
    replacedBy: ['Path', 'RoleName'],
    async create(context, properties) {
      const role = iam.createRole(context.accountId, {
        roleName: String(properties.RoleName ?? context.generateName(64)),
        path: String(properties.Path ?? '/'),
        policies: Object.fromEntries(ownPolicies(properties)),
        ...trustAndLimits(properties),
      });
      return stateOf(role);
    },
    async update(context, physicalId, properties, previous) {
      const { arn } = iam.findRole(context.accountId, physicalId);
      iam.updateRole(arn, trustAndLimits(properties));
      const policies = ownPolicies(properties);
      const kept = new Set(policies.map(([name]) => name));
      for (const [name] of ownPolicies(previous)) if (!kept.has(name)) iam.deleteRolePolicy(arn, name);
      for (const [name, document] of policies) iam.putRolePolicy(arn, name, document);
      return stateOf(iam.role(arn));
    },
    async delete(context, physicalId) {
      iam.deleteRole(iam.findRole(context.accountId, physicalId).arn);
    },
  };
}

/** Inline policies as separate resources: CDK's default policies of roles. */
function policyProvider(iam: Iam): ResourceProvider {
  return {
    properties: ['PolicyDocument', 'PolicyName', 'Roles'],
    replacedBy: ['PolicyName'],
    async create(context, properties) {
      attach(iam, context, properties);
      return { physicalId: String(properties.PolicyName), attributes: {} };
    },
    async update(context, physicalId, properties, previous) {
      const kept = new Set(rolesOf(properties));
      detach(iam, context, { ...previous, Roles: rolesOf(previous).filter((role) => !kept.has(role)) });
      attach(iam, context, properties);
      return { physicalId, attributes: {} };
    },
    async delete(context, _physicalId, properties) {
      detach(iam, context, properties);
    },
  };
}

function attach(iam: Iam, { accountId }: ResourceContext, properties: Properties): void {
  const document = parsePolicyDocument(properties.PolicyDocument, 'identity');
  for (const roleName of rolesOf(properties))
    iam.putRolePolicy(iam.findRole(accountId, roleName).arn, String(properties.PolicyName), document);
}

function detach(iam: Iam, { accountId }: ResourceContext, properties: Properties): void {
  for (const roleName of rolesOf(properties))
    iam.deleteRolePolicy(iam.findRole(accountId, roleName).arn, String(properties.PolicyName));
}

function rolesOf({ Roles }: Properties): readonly string[] {
  return Array.isArray(Roles) ? Roles.map(String) : [];
}

function trustAndLimits({ AssumeRolePolicyDocument, MaxSessionDuration, Description }: Properties) {
  return {
    assumeRolePolicy: parsePolicyDocument(AssumeRolePolicyDocument, 'trust'),
    maxSessionDurationSeconds: Number(MaxSessionDuration ?? 3600),
    description: String(Description ?? ''),
  };
}

/** The inline policies of the role resource itself and the managed policies it lists. */
function ownPolicies({
  Policies,
  ManagedPolicyArns,
}: Properties): readonly (readonly [string, PolicyDocument])[] {
  const inline = Array.isArray(Policies) ? (Policies as readonly Properties[]) : [];
  const managed = Array.isArray(ManagedPolicyArns) ? ManagedPolicyArns.map(String) : [];
  return [
    ...inline.map(
      ({ PolicyName, PolicyDocument }) =>
        [String(PolicyName), parsePolicyDocument(PolicyDocument, 'identity')] as const,
    ),
    ...managed.map((arn) => {
      const document = managedPolicy(arn);
      if (document === undefined) throw notSimulated(`the managed policy ${arn}`);
      return [arn, document] as const;
    }),
  ];
}

function stateOf({ roleName, arn, roleId }: Role) {
  return { physicalId: roleName, attributes: { Arn: arn, RoleId: roleId } };
}
