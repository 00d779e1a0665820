import { type _Object, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { inboundPrefix } from '../../../../registrar/contract/names.ts';
import { type Check, ok, skipped } from '../../check.ts';

const DAY_MILLISECONDS = 24 * 3_600_000;

/**
 * No API makes a phone send a text, and a message published by the operator would prove neither the topic's policy nor
 * the service's way. So this hop looks for a real text.
 */
export const inboundDelivery: Check = {
  hop: 'Text from a phone',
  proves:
    'End User Messaging publishes to the topic, and SNS and Firehose deliver: the policy and the roles are right (aws:SourceAccount)',
  advice: 'Look at the bucket: the operator must be allowed s3:ListBucket.',
  async run({ deployment: { management }, findings }) {
    const { EventBucketName: Bucket } = findings.get('outputs');
    const { accountId } = findings.get('record');
    const s3 = new S3Client(management);
    const objects: _Object[] = [];
    for (const time of [Date.now(), Date.now() - DAY_MILLISECONDS]) {
      const Prefix = `${inboundPrefix(accountId)}date=${new Date(time).toISOString().slice(0, 10)}/`;
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
      objects.push(...Contents);
    }
    if (objects.length > 0) return ok(`${objects.length} objects today and yesterday`);
    return skipped(
      "none arrived today or yesterday. Send a text to a number whose two-way channel is the output InboundTopicArn, and run this again. If none arrives, compare aws:SourceAccount in the topic's policy and in the subscription role's trust with the tenant's account, and look at the topic's metric NumberOfNotificationsFailed",
    );
  },
};
