import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PinpointClientConfig } from '@aws-sdk/client-pinpoint';
import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { AssumeRole, TenantCredentials } from './aws/credentials.ts';
import { createCredentialStore } from './aws/credentials.ts';
import type { AwsCall, SendToAws } from './aws/dispatch.ts';
import { createDispatch } from './aws/dispatch.ts';
import { RetryWhenRefused } from './aws/retry-when-refused.ts';
import type { ReadTenantItem } from './aws/tenants.ts';
import { createTenantDirectory } from './aws/tenants.ts';
import { abortableBy, RequestHandler } from './aws/transport.ts';
import type { RouterConfig } from './config.ts';
import type { AppDependencies } from './http/app.ts';
import type { FrontDoor } from './http/authenticate.ts';

/** What a deployment decides, and what a test replaces. */
export interface LiveOptions {
  readonly frontDoor: FrontDoor;
  /** The router's own credentials. @default where the SDK finds them: in Lambda, the function's role */
  readonly credentials?: STSClientConfig['credentials'];
  /** @default Date.now */
  readonly now?: () => number;
  /** @default setTimeout */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** @default stdout: Lambda's JSON log format would wrap what goes through `console` */
  readonly log?: (line: string) => void;
}

/** A look-up or an AssumeRole serves all who wait for it, so it has a time of its own, not a request's deadline. */
const LOOKUP_MILLISECONDS = 5_000;

/** The router on live AWS clients. */
export function createDependencies(config: RouterConfig, options: LiveOptions): AppDependencies {
  const { frontDoor, credentials, now = Date.now, log = writeLine } = options;
  const requestHandler = new RequestHandler({ connectionTimeout: 2_000, maxSockets: 200, now });
  const own = { region: config.region, requestHandler, credentials };
  const assumeRole = assumeRoleWith(new STSClient(own));
  return {
    frontDoor,
    tenants: createTenantDirectory({
      read: readTenantFrom(DynamoDBDocumentClient.from(new DynamoDBClient(own)), config.tenantsTable),
      now,
      ttlSeconds: config.tenantCacheTtlSeconds,
      negativeTtlSeconds: config.tenantCacheNegativeTtlSeconds,
    }),
    dispatch: createDispatch({
      credentials: createCredentialStore({ assumeRole, now }),
      send: sendWith(requestHandler),
    }),
    allowedActions: config.allowedActions,
    maxBodyBytes: config.maxBodyBytes,
    deadlineMilliseconds: config.deadlineMilliseconds,
    now,
    sleep: options.sleep ?? sleep,
    log,
  };
}

function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Consistent, so that a change is seen within the cache's time and not a moment later; it costs one read a minute. */
function readTenantFrom(client: DynamoDBDocumentClient, TableName: string): ReadTenantItem {
  return async (tenantId) => {
    const command = new GetCommand({ TableName, Key: { pk: tenantId }, ConsistentRead: true });
    const { Item } = await client.send(command, { abortSignal: AbortSignal.timeout(LOOKUP_MILLISECONDS) });
    return Item;
  };
}

function assumeRoleWith(client: STSClient): AssumeRole {
  return async ({ roleArn, externalId, sessionName, sessionPolicy, durationSeconds }) => {
    const command = new AssumeRoleCommand({
      RoleArn: roleArn,
      ExternalId: externalId,
      RoleSessionName: sessionName,
      Policy: sessionPolicy,
      DurationSeconds: durationSeconds,
    });
    const output = await client.send(command, { abortSignal: AbortSignal.timeout(LOOKUP_MILLISECONDS) });
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = output.Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
      throw new Error('AssumeRole answered without credentials');
    }
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiresAt: Expiration.getTime(),
    };
  };
}

interface AnyClient {
  send(command: object): Promise<object>;
}

/** Sends through clients that live as long as the credentials they were made with, and so for one tenant and Region. */
function sendWith(requestHandler: RequestHandler): SendToAws {
  const repeating = new WeakMap<TenantCredentials, AnyClient>();
  const cautious = new WeakMap<TenantCredentials, AnyClient>();

  function clientFor({ operation, region, credentials }: AwsCall): AnyClient {
    const clients = operation.repeatable ? repeating : cautious;
    const known = clients.get(credentials);
    if (known !== undefined) return known;
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const client = createClient(operation, {
      region,
      requestHandler,
      credentials: { accessKeyId, secretAccessKey, sessionToken },
      cacheMiddleware: true,
    });
    clients.set(credentials, client);
    return client;
  }

  return (call) => {
    const command = new call.operation.Command(call.input);
    return abortableBy(call.signal, () => clientFor(call).send(command));
  };
}

/** What both services' clients take. */
type ClientConfig = Pick<
  PinpointClientConfig,
  'region' | 'requestHandler' | 'credentials' | 'cacheMiddleware' | 'retryStrategy'
>;

function createClient({ service, repeatable }: AwsCall['operation'], config: ClientConfig): AnyClient {
  const retrying = repeatable ? config : { ...config, retryStrategy: new RetryWhenRefused() };
  switch (service) {
    case 'sms-voice':
      return new PinpointSMSVoiceV2Client(retrying) as unknown as AnyClient;
    case 'mobiletargeting':
      return new PinpointClient(retrying) as unknown as AnyClient;
  }
}
