import { S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { parseBasePolicyConfig, partitionOf } from '../config.ts';
import { REGISTRATION_GROUP_ID } from '../contract/names.ts';
import { answerCustomResource, type CustomResourceRequest } from '../runtime/custom-resource.ts';
import { establishBasePolicy } from './base-policy.ts';
import { createEventBucket } from './event-bucket.ts';

const POLL_MILLISECONDS = 1000;

const config = parseBasePolicyConfig(process.env);
const bucket = createEventBucket(new S3Client(), config.bucketName);
const sqs = new SQSClient();

/**
 * Lambda entry for CloudFormation's requests. Answers FAILED when the policy is not written before the function times
 * out.
 */
export async function handler(request: CustomResourceRequest, context: Context): Promise<void> {
  const grant = { ...config, partition: partitionOf(config, context.invokedFunctionArn) };
  const physicalResourceId = `bucket-policy/${config.bucketName}`;
  const dependencies = { grant, bucket, sendToRegistrar, pollMilliseconds: POLL_MILLISECONDS };
  await answerCustomResource(
    request,
    async (signal) => {
      await establishBasePolicy(request, dependencies, signal);
      return { physicalResourceId };
    },
    {
      remainingMilliseconds: () => context.getRemainingTimeInMillis(),
      physicalResourceIdOnFailure: physicalResourceId,
    },
  );
}

async function sendToRegistrar(body: string, deduplicationKey: string): Promise<void> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: config.registrationQueueUrl,
      MessageGroupId: REGISTRATION_GROUP_ID,
      MessageDeduplicationId: deduplicationKey,
      MessageBody: body,
    }),
  );
}
