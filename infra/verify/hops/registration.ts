import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { parseTenantItem } from '../../../registrar/contract/tenant-record.ts';
import { tenantsTable } from '../aws.ts';
import { broken, type Check, ok, skipped, type VerifyContext } from '../check.ts';

export const tenantRecord: Check = {
  hop: "Tenant's record",
  proves: 'the tenant announced itself and the registrar believed it',
  advice: 'Repair the item, or delete it and wait for the next hourly announcement.',
  async run(context) {
    const { tenantId, findings } = context;
    const { TenantsTableName: TableName } = findings.get('outputs');
    const get = new GetCommand({ TableName, Key: { pk: tenantId }, ConsistentRead: true });
    const { Item: item } = await tenantsTable(context).send(get);
    const parsed = parseTenantItem(item);
    if (parsed.kind === 'unannounced')
      return broken(
        `Nobody has announced ${tenantId} to ${TableName}. ${await refusedRegistrations(context)}`,
        "Deploy the tenant stack with this tenantId; just deployed, wait a minute. If it stands, follow its announcement: the dead-letter queues (outputs RegistrationDeadLetterQueueUrl of both stacks) say why, then the tenant agent's and the registrar's logs.",
      );
    if (parsed.kind === 'damaged')
      return broken(`The item ${tenantId} is damaged at ${parsed.attributes.join(', ')}.`);
    const { registration, status, accountId, region } = parsed.record;
    if (registration === 'Pending')
      return broken(
        `The tenant of account ${accountId} waits for approval.`,
        'Approve it: npm run tenants -- approve.',
      );
    if (registration !== 'Registered')
      return broken(`The tenant has left: it is ${registration}.`, 'Deploy the tenant stack again.');
    if (status === 'suspended')
      return broken('An operator has suspended the tenant.', 'npm run tenants -- resume ends that.');
    findings.add({ record: parsed.record });
    return ok(`account ${accountId}, ${region}`);
  },
};

export const envelopeAccount: Check = {
  hop: 'Account in the envelope',
  proves: "EventBridge kept the tenant's own account and Region through both buses",
  advice:
    'Either these credentials are of another account than the tenant, or the record is: then suspend the tenant and look in CloudTrail for who put the event.',
  async run({ deployment, findings }) {
    const record = findings.get('record');
    const tenant = deployment.tenant(record);
    if (tenant === undefined) return skipped(deployment.tenantHint);
    const { Account } = await new STSClient(tenant).send(new GetCallerIdentityCommand({}));
    if (Account !== record.accountId)
      return broken(`The record says ${record.accountId}, the tenant's credentials are of ${Account}.`);
    // The registrar takes an event only if what the agent says equals the envelope.
    return ok(`record and credentials say ${Account}, so the envelope did`);
  },
};

/** A hint only: the refused ones may be of other tenants. */
async function refusedRegistrations({ deployment, findings }: VerifyContext): Promise<string> {
  const { RegistrationDeadLetterQueueUrl: QueueUrl } = findings.get('outputs');
  const ask = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
  const { Attributes } = await new SQSClient(deployment.management).send(ask);
  return `Refused registrations in the dead-letter queue: ${Attributes?.ApproximateNumberOfMessages ?? '?'}.`;
}
