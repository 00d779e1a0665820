import { PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { bucketPolicy } from '../../../registrar/bucket/bucket-policy.ts';
import type { CustomResourceRequest } from '../../../registrar/runtime/custom-resource.ts';
import { type Endpoint, endpoint } from '../../tenant-agent/endpoints.ts';
import { BUCKET, createManagementAccount, type ManagementAccount } from '../management-account.ts';

type Handler = typeof import('../../../registrar/bucket/base-policy.lambda.ts').handler;

const before = { ...process.env };
let account: ManagementAccount;
let cloudFormation: Endpoint;
let queueArn: string;
let handler: Handler;

beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  account = await createManagementAccount();
  cloudFormation = await endpoint();
  const queue = account.aws.sqs.createQueue(
    { accountId: '111111111111', region: 'us-east-1' },
    { QueueName: 'registrations.fifo', FifoQueue: true, ContentBasedDeduplication: true },
  );
  queueArn = queue.arn;
  const { accessKeyId, secretAccessKey } = account.operator.credentials;
  Object.assign(process.env, account.environment, {
    REGISTRATION_QUEUE_URL: queue.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  delete process.env.AWS_SESSION_TOKEN;
  ({ handler } = await import('../../../registrar/bucket/base-policy.lambda.ts'));
});

afterAll(async () => {
  vi.restoreAllMocks();
  process.env = before;
  await Promise.all([account.aws.stop(), cloudFormation.close()]);
});

/** CloudFormation's answer from a function with this many milliseconds left. */
async function answerTo(RequestType: CustomResourceRequest['RequestType'], milliseconds: number) {
  const request: CustomResourceRequest = {
    RequestType,
    ResponseURL: cloudFormation.url,
    StackId: 'arn:aws:cloudformation:us-east-1:111111111111:stack/PinpointManagementAccountStack/1',
    RequestId: `request-of-${RequestType}`,
    ResourceType: 'Custom::EventBucketPolicy',
    LogicalResourceId: 'BasePolicy',
    ResourceProperties: {},
    ...(RequestType !== 'Create' && { PhysicalResourceId: `bucket-policy/${BUCKET}` }),
  };
  const context = {
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:111111111111:function:BasePolicy',
    getRemainingTimeInMillis: () => milliseconds,
  };
  await handler(request, context as Parameters<Handler>[1]);
  return cloudFormation.received.splice(0).map(({ body }) => body);
}

test('asks the registrar, and fails the deployment when the policy is not written in time', async () => {
  expect(await answerTo('Create', 5100)).toMatchObject([
    {
      Status: 'FAILED',
      PhysicalResourceId: `bucket-policy/${BUCKET}`,
      Reason: expect.stringContaining('time'),
    },
  ]);
  expect(account.aws.sqs.peek(queueArn)).toMatchObject([{ body: '{"reconcile":"deployment"}' }]);
});

test('answers SUCCESS as soon as the base policy is written, whichever tenants are registered', async () => {
  const grant = {
    bucketName: BUCKET,
    partition: 'aws',
    organizationId: account.environment.ORGANIZATION_ID ?? '',
    mode: 'tenants',
  } as const;
  const Policy = JSON.stringify(bucketPolicy(undefined, grant, ['222222222222']));
  await new S3Client(account.operator).send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy }));
  expect(await answerTo('Update', 60_000)).toMatchObject([
    { Status: 'SUCCESS', PhysicalResourceId: `bucket-policy/${BUCKET}` },
  ]);
});

test('answers a Delete without asking the registrar', async () => {
  const messages = account.aws.sqs.peek(queueArn).length;
  expect(await answerTo('Delete', 60_000)).toMatchObject([{ Status: 'SUCCESS' }]);
  expect(account.aws.sqs.peek(queueArn)).toHaveLength(messages);
});
