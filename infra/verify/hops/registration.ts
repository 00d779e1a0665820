import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { parseTenantItem } from '../../../registrar/contract/tenant-record.ts';
import { broken, type Check, ok, skipped, type VerifyContext } from '../check.ts';
import { tenantsTable } from '../requests/aws.ts';

export const tenantRecord: Check = {
  hop: "Tenant's record",
  proves: 'the tenant announced itself and the registrar registered it',
  advice: 'Repair the item, or delete it and wait for the next hourly announcement.',
  async run(context) {
    const { tenantId, findings } = context;
    const { TenantsTableName: TableName } = findings.get('outputs');
    const get = new GetCommand({ TableName, Key: { pk: tenantId }, ConsistentRead: true });
    const { Item: item } = await tenantsTable(context).send(get);
    const parsed = parseTenantItem(item);
    if (parsed.kind === 'unannounced')
      return broken(
        `${TableName} has no item ${tenantId}. ${await refusedRegistrations(context)}`,
        'Deploy the tenant stack with this tenantId; just deployed, wait a minute. If the stack is deployed, follow its announcement: look into the dead-letter queues (outputs RegistrationDeadLetterQueueUrl of both stacks), then into the logs of the tenant agent and the registrar.',
      );
    if (parsed.kind === 'damaged')
      return broken(`The item ${tenantId} has damaged attributes: ${parsed.attributes.join(', ')}.`);
    const { registration, status, accountId, region } = parsed.record;
    if (registration === 'Pending')
      return broken(
        `The tenant of account ${accountId} waits for approval.`,
        `Approve it: npm run tenants -- approve ${tenantId} ${accountId}.`,
      );
    if (registration !== 'Registered')
      return broken(
        `The tenant has left: its registration is ${registration}.`,
        'Deploy the tenant stack again; after a rename, verify the new name.',
      );
    if (status === 'suspended')
      return broken(
        'An operator has suspended the tenant.',
        'npm run tenants -- resume ends the suspension.',
      );
    findings.add({ record: parsed.record });
    return ok(`account ${accountId}, ${region}`);
  },
};

export const envelopeAccount: Check = {
  hop: 'Account in the envelope',
  proves: "EventBridge kept the tenant's own account and Region through both buses",
  advice:
    "If these credentials are the tenant's, the record is wrong: suspend the tenant, and find in CloudTrail who put the event.",
  async run({ deployment, findings }) {
    const record = findings.get('record');
    const tenant = deployment.tenant(record);
    if (tenant === undefined) return skipped(deployment.tenantHint);
    const { Account } = await new STSClient(tenant).send(new GetCallerIdentityCommand({}));
    if (Account !== record.accountId)
      return broken(`The record's account is ${record.accountId}, the credentials' account is ${Account}.`);
    // The registrar accepts an event only if the agent's claims equal the envelope.
    return ok(`record and credentials have the account ${Account}, so the envelope had it, too`);
  },
};

/** Only a hint: the refused registrations may be other tenants'. */
async function refusedRegistrations({ deployment, findings }: VerifyContext): Promise<string> {
  const { RegistrationDeadLetterQueueUrl: QueueUrl } = findings.get('outputs');
  const ask = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
  const { Attributes } = await new SQSClient(deployment.management).send(ask);
  return `Registrations in the dead-letter queue: ${Attributes?.ApproximateNumberOfMessages ?? '?'}.`;
}
