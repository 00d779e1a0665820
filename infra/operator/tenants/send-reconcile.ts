import { randomUUID } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { REGISTRATION_GROUP_ID, reconcileMessage } from '../../../registrar/contract/names.ts';
import type { Operator } from '../operator.ts';

/** Makes the registrar admit approved tenants and compute the bucket policy again. */
export async function sendReconcile({ access, outputs }: Operator): Promise<void> {
  await new SQSClient(access).send(
    new SendMessageCommand({
      QueueUrl: outputs.RegistrationQueueUrl,
      MessageGroupId: REGISTRATION_GROUP_ID,
      // Deduplication by content would drop a second message within five minutes.
      MessageDeduplicationId: randomUUID(),
      MessageBody: reconcileMessage('operator'),
    }),
  );
}
