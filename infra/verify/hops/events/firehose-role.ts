import { DELIVERY_ROLE_NAME, eventPrefix, inboundPrefix } from '../../../../registrar/contract/names.ts';
import { broken, type Check, ok, skipped } from '../../check.ts';
import { conditionOf, listOf } from '../../requests/policy.ts';
import { admitsByExternalId, roleTrust } from '../../requests/role-trust.ts';

export const firehoseTrust: Check = {
  hop: "Firehose's role",
  proves: 'the delivery role trusts Firehose with the external id that AWS documents, the account id',
  advice: `Deploy the tenant stack again: the trust policy of ${DELIVERY_ROLE_NAME} must admit firehose.amazonaws.com with the tenant's account id as sts:ExternalId.`,
  async run({ deployment, findings }) {
    const record = findings.get('record');
    const tenant = deployment.tenant(record);
    if (tenant === undefined) return skipped(deployment.tenantHint);
    const trust = await roleTrust(tenant, DELIVERY_ROLE_NAME);
    if (trust === undefined)
      return skipped(`these credentials may not read ${DELIVERY_ROLE_NAME}: allow iam:GetRole on it`);
    if (!admitsByExternalId(trust, 'firehose.amazonaws.com', record.accountId))
      return broken(`The trust policy does not admit Firehose with sts:ExternalId ${record.accountId}.`);
    return ok("by the policy's text; an event in the bucket shows that Firehose uses it");
  },
};

export const firehoseLists: Check = {
  hop: 'Firehose lists by prefix',
  proves:
    "Firehose lists under the account's own prefixes, if at all: events come though the bucket asks for a prefix",
  advice: 'Run npm run tenants -- reconcile, which writes the statement ListOwnPrefix again.',
  async run({ findings }) {
    const list = findings.get('bucketPolicy').Statement.find(({ Sid }) => Sid === 'ListOwnPrefix');
    if (list === undefined || !listOf(list.Action).includes('s3:ListBucket'))
      return broken('The bucket policy allows no listing: it has no statement ListOwnPrefix.');
    const prefixes = listOf(conditionOf(list.Condition?.StringLike, 's3:prefix'));
    const own = [eventPrefix, inboundPrefix].map((prefixOf) => `${prefixOf(CALLERS_ACCOUNT)}*`);
    if (prefixes.length === 0 || !prefixes.every((prefix) => own.includes(prefix)))
      return broken(`ListOwnPrefix reaches ${prefixes.join(', ') || 'the whole bucket'}.`);
    findings.get('eventKey');
    return ok('ListOwnPrefix stands, and an event came');
  },
};

/** A policy variable: IAM puts the caller's account id in its place. */
const CALLERS_ACCOUNT = `\${aws:PrincipalAccount}`;
