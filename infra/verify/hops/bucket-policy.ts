import {
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { eventPrefix, inboundPrefix } from '../../../registrar/contract/names.ts';
import { tenantsAtLarge } from '../aws.ts';
import { broken, type Check, ok } from '../check.ts';
import type { Policy, PolicyStatement } from '../findings.ts';
import { listOf, matchesAction, readPolicy } from '../policy.ts';

const RECONCILE =
  "Just deployed: wait a minute. Otherwise run npm run tenants -- reconcile, and look at the registrar's log and metrics.";

export const bucketPolicy: Check = {
  hop: 'Bucket policy',
  proves: 'a policy with Principal * stands under Block Public Access: S3 does not call it public',
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
        'S3 calls the policy public, so it admits nobody outside the account.',
        "Take statements out that are not the registrar's; then reconcile.",
      );
    findings.add({ bucketPolicy: policy });
    return ok('BlockPublicPolicy is on, IsPublic is false');
  },
};

export const grantedAccounts: Check = {
  hop: 'Granted accounts',
  proves: 'S3 took the condition list of all accounts that the table has, this tenant among them',
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
        `${missing} registered accounts are not granted, ${surplus} granted ones not registered.`,
      );
    const others = damaged.length > 0 ? `; damaged items, to be repaired: ${damaged.join(', ')}` : '';
    return ok(`${granted.size} of ${registered.size}; a longer list is not proven by this${others}`);
  },
};

export const grantReach: Check = {
  hop: 'Refused: other prefixes, by the policy',
  proves: "by its text, the policy lets a delivery role write under its own account's two prefixes only",
  advice: "Take out what is not the registrar's, and reconcile.",
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
      return broken('DeliverTenantEvents does not ask for the delivery role.');
    const others = policy.Statement.filter((statement) => statement !== grant && letsWrite(statement));
    if (others.length > 0)
      return broken(`Further statements let somebody write: ${others.map(nameOf).join(', ')}.`);
    return ok('one statement lets write, each account under its own prefixes (read, not tried)');
  },
};

/** A policy variable: IAM puts the caller's account id in its place. */
const CALLERS_ACCOUNT = `\${aws:PrincipalAccount}`;

const WRITES = ['s3:PutObject', 's3:PutObjectAcl'];

function grantOf({ Statement }: Policy): PolicyStatement | undefined {
  return Statement.find(({ Sid }) => Sid === 'DeliverTenantEvents');
}

/** Also by wildcards, and by leaving the actions open (NotAction). */
function letsWrite({ Effect, Action }: PolicyStatement): boolean {
  if (Effect !== 'Allow') return false;
  const lets = (pattern: string) => WRITES.some((action) => matchesAction(pattern, action));
  return Action === undefined || listOf(Action).some(lets);
}

function nameOf({ Sid }: PolicyStatement): string {
  return Sid ?? 'one without a Sid';
}
