import type { LocalAccount } from './accounts.ts';
import { LOCAL_ACCOUNTS, openAccount } from './accounts.ts';
import { ApiGateway } from './api-gateway/api-gateway.ts';
import { apiGatewayResources } from './api-gateway/cloudformation/resources.ts';
import { CloudFormation } from './cloudformation/cloudformation.ts';
import { customResource } from './cloudformation/custom-resource/custom-resource.ts';
import { RESPONSE_PATH, ResponseInbox } from './cloudformation/custom-resource/response-inbox.ts';
import { cloudFormationWire } from './cloudformation/wire.ts';
import { withoutLocalEffect } from './cloudformation/without-local-effect.ts';
import { Cognito } from './cognito/cognito.ts';
import { oauthRoutes } from './cognito/oauth.ts';
import { cognitoResources } from './cognito/resources.ts';
import { cognitoWire } from './cognito/wire.ts';
import { homeOfArn } from './core/arn.ts';
import type { UserCaller } from './core/caller.ts';
import { Endpoint } from './core/endpoint/endpoint.ts';
import { DynamoDb } from './dynamodb/dynamodb.ts';
import { dynamoDbResources } from './dynamodb/resources.ts';
import { dynamoDbWire } from './dynamodb/wire.ts';
import { EventBridge } from './events/event-bridge.ts';
import { eventBridgeResources } from './events/resources.ts';
import { eventBridgeWire } from './events/wire.ts';
import { Firehose } from './firehose/firehose.ts';
import { firehoseResources } from './firehose/resources.ts';
import { firehoseWire } from './firehose/wire.ts';
import type { Kernel, KernelOptions } from './iam/kernel.ts';
import { createKernel } from './iam/kernel.ts';
import { iamResources } from './iam/resources.ts';
import { iamWire } from './iam/wire.ts';
import { Lambda } from './lambda/lambda.ts';
import { lambdaResources } from './lambda/resources.ts';
import { lambdaWire } from './lambda/wire.ts';
import { Logs } from './logs/logs.ts';
import { logsResources } from './logs/resources.ts';
import { logsWire } from './logs/wire.ts';
import { Pinpoint } from './pinpoint/pinpoint.ts';
import { pinpointWire } from './pinpoint/wire.ts';
import { s3Resources } from './s3/resources.ts';
import { S3 } from './s3/s3.ts';
import { s3Wire } from './s3/wire.ts';
import { smsVoiceResources } from './sms-voice/cloudformation/resources.ts';
import { smsVoiceLocalRoutes } from './sms-voice/local-routes.ts';
import { Outbox } from './sms-voice/messages/outbox.ts';
import { SmsVoice } from './sms-voice/sms-voice.ts';
import { smsVoiceWire } from './sms-voice/wire.ts';
import { snsResources } from './sns/resources.ts';
import { Sns } from './sns/sns.ts';
import { sqsResources } from './sqs/resources.ts';
import { Sqs } from './sqs/sqs.ts';
import { sqsWire } from './sqs/wire.ts';
import { Sts } from './sts/sts.ts';
import { stsWire } from './sts/wire.ts';

export type { Reply } from './core/wire-service.ts';

export interface LocalAwsOptions extends KernelOptions {
  /** Port of the endpoint on 127.0.0.1. @default 0, any free one */
  readonly port?: number;
  /** Port of the first REST API stage. @default 0, any free one */
  readonly apiPort?: number;
  /** Port of the first function URL. @default 0, any free one */
  readonly functionUrlPort?: number;
  /** @default the three accounts that the README lists */
  readonly accounts?: readonly LocalAccount[];
}

export type LocalAws = Awaited<ReturnType<typeof createLocalAws>>;

/**
 * A local AWS: accounts, services, the endpoint that serves them, and the CloudFormation that fills them. Everything is
 * in this process's memory, except the functions, which run in processes of their own.
 *
 * @throws the server's error when the port is in use
 */
export async function createLocalAws(options: LocalAwsOptions = {}) {
  const kernel = createKernel(options);
  const administrators = new Map<string, UserCaller>();
  const accounts = new Map<string, LocalAccount>();
  const open = (account: LocalAccount) => {
    administrators.set(account.accountId, openAccount(kernel, account));
    accounts.set(account.accountId, account);
  };
  for (const account of options.accounts ?? Object.values(LOCAL_ACCOUNTS)) open(account);

  const sts = new Sts(kernel);
  const dynamoDb = new DynamoDb(kernel);
  const cognito = new Cognito(kernel);
  const sqs = new Sqs(kernel);
  const s3 = new S3(kernel, sqs);
  const logs = new Logs(kernel);
  const firehose = new Firehose(kernel, s3, logs);
  const sns = new Sns(kernel, firehose);
  const { apiPort = 0, functionUrlPort = 0 } = options;
  const lambda = new Lambda(kernel, { logs, sqs, functionUrlPort });
  const eventBridge = new EventBridge(kernel, { sqs, lambda });
  const apiGateway = new ApiGateway(kernel, { lambda, cognito, logs, frontDoorPort: apiPort });
  const outbox = new Outbox();
  const smsVoice = new SmsVoice(kernel, { logs, firehose, s3, sns, eventBridge }, { outbox });
  const pinpoint = new Pinpoint(kernel, smsVoice, outbox);

  const inbox = new ResponseInbox(() => kernel.endpoint.url);
  const cloudFormation = new CloudFormation({
    ...iamResources(kernel.iam),
    ...dynamoDbResources(dynamoDb),
    ...cognitoResources(cognito),
    ...s3Resources(s3),
    ...sqsResources(sqs),
    ...logsResources(logs),
    ...firehoseResources(firehose),
    ...snsResources(sns),
    ...lambdaResources(lambda),
    ...eventBridgeResources(eventBridge),
    ...apiGatewayResources(apiGateway),
    ...smsVoiceResources(smsVoice),
    ...withoutLocalEffect,
    'AWS::CloudFormation::CustomResource': customResource({
      inbox,
      clock: kernel.clock,
      async invoke(functionArn, request) {
        // As at AWS, the function is called with the permissions of the account that deploys.
        const deployer = administrators.get(homeOfArn(functionArn).accountId);
        if (deployer === undefined) throw new Error(`The account of ${functionArn} is not open.`);
        await lambda.invoke(deployer, functionArn, Buffer.from(JSON.stringify(request)), { type: 'Event' });
      },
    }),
  });

  const endpoint = new Endpoint(kernel);
  endpoint.register(
    iamWire(kernel.iam),
    stsWire(sts),
    dynamoDbWire(dynamoDb),
    cognitoWire(cognito, kernel),
    s3Wire(s3, kernel.iam),
    sqsWire(sqs, kernel),
    logsWire(logs),
    firehoseWire(firehose),
    lambdaWire(lambda, kernel),
    eventBridgeWire(eventBridge, kernel),
    smsVoiceWire(smsVoice),
    pinpointWire(pinpoint),
    cloudFormationWire(cloudFormation, kernel),
  );
  oauthRoutes(endpoint, cognito, kernel);
  smsVoiceLocalRoutes(endpoint, { smsVoice, outbox });
  endpoint.route(`PUT ${RESPONSE_PATH}/{token}`, ({ parameters, body }) => ({
    status: inbox.put(parameters.token ?? '', body.toString('utf8')),
  }));
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
    sns,
    logs,
    firehose,
    lambda,
    eventBridge,
    apiGateway,
    smsVoice,
    pinpoint,
    outbox,
    cloudFormation,
    openAccount: open,
    /** The open accounts. */
    accounts: (): readonly LocalAccount[] => [...accounts.values()],
    /** Ends the functions' processes and cuts open connections. */
    async stop() {
      await apiGateway.stop();
      await lambda.stop();
      await endpoint.close();
    },
  } satisfies { kernel: Kernel } & Record<string, unknown>;
}
