import type { LocalAccount } from './accounts.ts';
import { LOCAL_ACCOUNTS, openAccount } from './accounts.ts';
import { CloudFormation } from './cloudformation/cloudformation.ts';
import { cloudFormationWire } from './cloudformation/wire.ts';
import { Cognito } from './cognito/cognito.ts';
import { oauthRoutes } from './cognito/oauth.ts';
import { cognitoResources } from './cognito/resources.ts';
import { cognitoWire } from './cognito/wire.ts';
import { Endpoint } from './core/endpoint.ts';
import type { Kernel, KernelOptions } from './core/kernel.ts';
import { createKernel } from './core/kernel.ts';
import { DynamoDb } from './dynamodb/dynamodb.ts';
import { dynamoDbResources } from './dynamodb/resources.ts';
import { dynamoDbWire } from './dynamodb/wire.ts';
import { Firehose } from './firehose/firehose.ts';
import { firehoseResources } from './firehose/resources.ts';
import { firehoseWire } from './firehose/wire.ts';
import { iamResources } from './iam/resources.ts';
import { Logs } from './logs/logs.ts';
import { logsResources } from './logs/resources.ts';
import { logsWire } from './logs/wire.ts';
import { s3Resources } from './s3/resources.ts';
import { S3 } from './s3/s3.ts';
import { s3Wire } from './s3/wire.ts';
import { snsResources } from './sns/resources.ts';
import { sqsResources } from './sqs/resources.ts';
import { Sqs } from './sqs/sqs.ts';
import { sqsWire } from './sqs/wire.ts';
import { Sts } from './sts/sts.ts';
import { stsWire } from './sts/wire.ts';

export interface LocalAwsOptions extends KernelOptions {
  /** Of the one endpoint on 127.0.0.1. @default 0, any free one */
  readonly port?: number;
  /** @default the three accounts that the README lists */
  readonly accounts?: readonly LocalAccount[];
}

export type LocalAws = Awaited<ReturnType<typeof createLocalAws>>;

/**
 * AWS on one laptop: accounts, services, the endpoint that serves them and the CloudFormation that fills them.
 * Everything lives in memory and in this process, except the functions, which run in processes of their own.
 *
 * @throws the server's error when the port is in use
 */
export async function createLocalAws(options: LocalAwsOptions = {}) {
  const kernel = createKernel(options);
  for (const account of options.accounts ?? Object.values(LOCAL_ACCOUNTS)) openAccount(kernel, account);

  const sts = new Sts(kernel);
  const dynamoDb = new DynamoDb(kernel);
  const cognito = new Cognito(kernel);
  const s3 = new S3(kernel);
  const sqs = new Sqs(kernel);
  const logs = new Logs(kernel);
  const firehose = new Firehose(kernel, s3, logs);

  const cloudFormation = new CloudFormation({
    ...iamResources(kernel.iam),
    ...dynamoDbResources(dynamoDb),
    ...cognitoResources(cognito),
    ...s3Resources(s3),
    ...sqsResources(sqs),
    ...logsResources(logs),
    ...firehoseResources(firehose),
    ...snsResources(kernel.iam),
  });

  const endpoint = new Endpoint(kernel);
  endpoint.register(
    stsWire(sts),
    dynamoDbWire(dynamoDb),
    cognitoWire(cognito, kernel),
    s3Wire(s3, kernel.iam),
    sqsWire(sqs, kernel),
    logsWire(logs),
    firehoseWire(firehose),
    cloudFormationWire(cloudFormation, kernel),
  );
  oauthRoutes(endpoint, cognito, kernel);
  await endpoint.listen(options.port ?? 0);

  return {
    kernel,
    endpoint,
    /** Base URL of the endpoint, for `AWS_ENDPOINT_URL`. */
    url: kernel.endpoint.url,
    sts,
    dynamoDb,
    cognito,
    s3,
    sqs,
    logs,
    firehose,
    cloudFormation,
    openAccount: (account: LocalAccount) => openAccount(kernel, account),
    stop: () => endpoint.close(),
  } satisfies { kernel: Kernel } & Record<string, unknown>;
}
