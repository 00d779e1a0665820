import { DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { eventPrefix, TENANT_STACK_NAME } from '../../../registrar/contract/names.ts';
import { describeStack, isStanding } from '../../access/stack-state.ts';
import { broken, type Check, ok, skipped } from '../check.ts';

export const tenantStack: Check = {
  hop: 'Tenant stack',
  proves: 'the stack is deployed in the account and Region of the record',
  advice: `Deploy ${TENANT_STACK_NAME} in the tenant's account and Region.`,
  async run({ deployment, findings }) {
    const tenant = deployment.tenant(findings.get('record'));
    if (tenant === undefined) return skipped(deployment.tenantHint);
    const stack = await describeStack(tenant, TENANT_STACK_NAME);
    if (!isStanding(stack)) return broken(`${TENANT_STACK_NAME} is ${stack.status}.`);
    findings.add({ tenantOutputs: stack.outputs });
    return ok(`${stack.status} in ${tenant.region}`);
  },
};

export const deliveryStream: Check = {
  hop: 'Delivery stream',
  proves: "Firehose is active and writes under the tenant's prefix of the central bucket",
  advice: 'Deploy the tenant stack again with eventStreamingBucketName = the output EventBucketName.',
  async run({ deployment, findings }) {
    const record = findings.get('record');
    const tenant = deployment.tenant(record);
    if (tenant === undefined) return skipped(deployment.tenantHint);
    const { DeliveryStreamName } = findings.get('tenantOutputs');
    const describe = new DescribeDeliveryStreamCommand({ DeliveryStreamName });
    const { DeliveryStreamDescription: stream } = await new FirehoseClient(tenant).send(describe);
    const destination = stream?.Destinations?.[0]?.ExtendedS3DestinationDescription;
    const { EventBucketName } = findings.get('outputs');
    if (stream?.DeliveryStreamStatus !== 'ACTIVE') return broken(`It is ${stream?.DeliveryStreamStatus}.`);
    if (destination?.BucketARN?.split(':').at(-1) !== EventBucketName)
      return broken(`It writes to ${destination?.BucketARN}, not to ${EventBucketName}.`);
    if (!destination.Prefix?.startsWith(eventPrefix(record.accountId)))
      return broken(`It writes under ${destination.Prefix}, not under ${eventPrefix(record.accountId)}.`);
    const bufferSeconds = destination.BufferingHints?.IntervalInSeconds ?? 300;
    findings.add({ bufferSeconds });
    return ok(`writes every ${bufferSeconds} s under ${eventPrefix(record.accountId)}`);
  },
};
