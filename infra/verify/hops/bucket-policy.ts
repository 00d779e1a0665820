import {
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { eventPrefix, inboundPrefix } from '../../../registrar/contract/names.ts';
import { broken, type Check, ok } from '../check.ts';
import type { Policy, PolicyStatement } from '../findings.ts';
import { tenantsAtLarge } from '../requests/aws.ts';
import { listOf, matchesAction, readPolicy } from '../requests/policy.ts';

const RECONCILE =
  "Just deployed: wait a minute. Otherwise run npm run tenants -- reconcile and look at the registrar's log and metrics.";

export const bucketPolicy: Check = {
  hop: 'Bucket policy',
  proves: 'Block Public Access accepts the policy with Principal *: S3 does not consider it public',
  advice: RECONCILE,
  async run({ deployment, findings }) {
    const { EventBucketName: Bucket } = findings.get('outputs');
    const s3 = new S3Client(deployment.management);
    const { Policy: text } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    const policy = readPolicy(text ?? '');
    const { PublicAccessBlockConfiguration: block } = await s3.send(
      new GetPublicAccessBlockCommand({ Bucket }),
    );
    if (block?.BlockPublicPolicy !== true || block.RestrictPublicBuckets !== true)
      return broken('The bucket does not block public policies.', 'Deploy the management stack again.');
    const { PolicyStatus } = await s3.send(new GetBucketPolicyStatusCommand({ Bucket }));
    if (PolicyStatus?.IsPublic !== false)
      return broken(
        'S3 considers the policy public, so it admits no principal of other accounts.',
        "Remove the statements that are not the registrar's, then run npm run tenants -- reconcile.",
      );
    findings.add({ bucketPolicy: policy });
    return ok('BlockPublicPolicy is on, IsPublic is false');
  },
};

export const grantedAccounts: Check = {
  hop: 'Granted accounts',
  proves: "S3 accepted the condition list of all registered accounts, this tenant's among them",
  advice: RECONCILE,
  async run(context) {
    const { accountId } = context.findings.get('record');
    const grant = grantOf(context.findings.get('bucketPolicy'));
    if (grant === undefined) return broken('The policy has no statement DeliverTenantEvents.');
    const values = grant.Condition?.StringEquals?.['aws:PrincipalAccount'];
    const granted = new Set(listOf(values));
    if (values !== undefined && !granted.has(accountId))
      return broken(`It does not grant account ${accountId}.`);
    context.findings.add({ grant });
    if (values === undefined) return ok('every account of the organization (bucketPolicyMode=organization)');
    const { registered: tenants, damaged } = await tenantsAtLarge(context);
    const registered = new Set(tenants.map((tenant) => tenant.accountId));
    const missing = [...registered].filter((account) => !granted.has(account)).length;
    const surplus = [...granted].filter((account) => !registered.has(account)).length;
    if (missing + surplus > 0)
      return broken(
        `${missing} registered accounts are not granted, ${surplus} granted accounts are not registered.`,
      );
    const others = damaged.length > 0 ? `; damaged items to repair: ${damaged.join(', ')}` : '';
    return ok(`${granted.size} of ${registered.size}; this proves nothing about a longer list${others}`);
  },
};

export const grantReach: Check = {
  hop: 'Refused: other prefixes, by the policy',
  proves: "by its text, the policy lets a delivery role write only under its own account's two prefixes",
  advice: "Remove the statements that are not the registrar's, then run npm run tenants -- reconcile.",
  async run({ findings }) {
    const { EventBucketName } = findings.get('outputs');
    const policy = findings.get('bucketPolicy');
    const ownPrefixes = [eventPrefix, inboundPrefix].map(
      (prefixOf) => `:s3:::${EventBucketName}/${prefixOf(CALLERS_ACCOUNT)}*`,
    );
    const grant = findings.get('grant');
    const resources = listOf(grant.Resource);
    if (!resources.every((resource) => ownPrefixes.some((prefix) => resource.endsWith(prefix))))
      return broken(`DeliverTenantEvents reaches ${resources.join(', ')}.`);
    if (grant.Condition?.ArnLike?.['aws:PrincipalArn'] === undefined)
      return broken('DeliverTenantEvents has no condition on the delivery role.');
    const others = policy.Statement.filter((statement) => statement !== grant && letsWrite(statement));
    if (others.length > 0) return broken(`Other statements allow writing: ${others.map(nameOf).join(', ')}.`);
    return ok(
      "one statement allows writing, each account under its own prefixes (by the policy's text, not tried)",
    );
  },
};

/** A policy variable: IAM replaces it with the caller's account id. */
const CALLERS_ACCOUNT = `\${aws:PrincipalAccount}`;

const WRITES = ['s3:PutObject', 's3:PutObjectAcl'];

function grantOf({ Statement }: Policy): PolicyStatement | undefined {
  return Statement.find(({ Sid }) => Sid === 'DeliverTenantEvents');
}

/** Whether a statement allows the action, also by wildcards or NotAction. */
function letsWrite({ Effect, Action }: PolicyStatement): boolean {
  if (Effect !== 'Allow') return false;
  const lets = (pattern: string) => WRITES.some((action) => matchesAction(pattern, action));
  return Action === undefined || listOf(Action).some(lets);
}

function nameOf({ Sid }: PolicyStatement): string {
  return Sid ?? 'one without a Sid';
}
