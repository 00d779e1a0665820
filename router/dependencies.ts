import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { createSend } from './aws/call/clients.ts';
import { createDispatch } from './aws/call/dispatch.ts';
import { protectStack } from './aws/call/stack-resources.ts';
import { keepTrail } from './aws/call/trail.ts';
import { makeConfigFast } from './aws/fast-config.ts';
import { JsonTransport } from './aws/json-transport.ts';
import { sdkOptions } from './aws/sdk-options.ts';
import { Sha256 } from './aws/sha256.ts';
import { createAssumeRole } from './aws/tenant/assume-role.ts';
import { createCredentialStore } from './aws/tenant/credentials.ts';
import { createReadTenantItem } from './aws/tenant/tenant-item.ts';
import { createTenantDirectory } from './aws/tenant/tenants.ts';
import { SdkTransport } from './aws/transport.ts';
import type { RouterConfig } from './config.ts';
import type { AppDependencies } from './http/app.ts';
import type { Authenticator } from './http/caller/authenticate.ts';
import { createSendOnce } from './keyed-sends/send-once.ts';
import { createKeyedSendStore } from './keyed-sends/store.ts';
import { createCallbacks } from './messages/callbacks/callbacks.ts';
import { createMessages } from './messages/messages.ts';

/** What a deployment configures, and what tests replace. */
export interface LiveOptions {
  readonly authenticator: Authenticator;
  /** The router's own credentials. @default the SDK's: in Lambda, the function's role */
  readonly credentials?: STSClientConfig['credentials'];
  /** @default Date.now */
  readonly now?: () => number;
  /** @default setTimeout */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** @default stdout: Lambda's JSON log format would wrap what goes through `console` */
  readonly log?: (line: string) => void;
  /** Whether to open the connections that a first request needs before there is one. @default false */
  readonly connectEarly?: boolean;
}

/** The router on live AWS clients. */
export function createDependencies(config: RouterConfig, options: LiveOptions): AppDependencies {
  const { authenticator, credentials, now = Date.now, log = writeLine } = options;
  const transport = new SdkTransport({ connectionTimeout: 2_000, maxSockets: 200, now });
  const jsonTransport = new JsonTransport(transport);
  const shared = sdkOptions(config.endpointUrl);
  const own = { ...shared, region: config.region, credentials };
  const dynamoDb = new DynamoDBClient({
    ...own,
    requestHandler: jsonTransport,
    // The endpoint of the Region. Without this option the SDK looks for it in configuration files.
    accountIdEndpointMode: 'disabled',
    sha256: Sha256,
  });
  makeConfigFast(dynamoDb);
  const table = DynamoDBDocumentClient.from(dynamoDb);
  const sts = new STSClient({ ...own, requestHandler: transport });
  if (options.connectEarly) {
    // What is wrong, the first request will say.
    connectEarly(transport, { dynamoDb, sts, config }).catch(() => {});
  }
  const dispatch = createDispatch({
    credentials: createCredentialStore({ assumeRole: createAssumeRole(sts), now }),
    send: createSend({ ...shared, requestHandler: jsonTransport }),
  });
  const callbacks =
    config.messages?.callbacks &&
    createCallbacks({
      ...config.messages.callbacks,
      client: table,
      aws: { ...own, requestHandler: transport },
      now,
    });
  return {
    authenticator,
    tenants: createTenantDirectory({
      read: createReadTenantItem(table, config.tenantsTable),
      now,
      ttlSeconds: config.tenantCacheTtlSeconds,
      negativeTtlSeconds: config.tenantCacheNegativeTtlSeconds,
    }),
    dispatch: keepTrail(protectStack(dispatch), config),
    sendOnce: createSendOnce({
      store: createKeyedSendStore(table, config.keyedSendsTable),
      now,
      rememberSeconds: config.idempotencyHours * 3_600,
    }),
    offer: config,
    adminCallerArns: config.adminCallerArns,
    messages:
      config.messages &&
      createMessages({ ...config.messages, client: table, now, callbacks: callbacks ?? undefined }),
    maxBodyBytes: config.maxBodyBytes,
    deadlineMilliseconds: config.deadlineMilliseconds,
    now,
    sleep: options.sleep ?? sleep,
    log,
  };
}

/** To the table and to STS; where sms-voice is, the tenant's record says. */
async function connectEarly(
  transport: SdkTransport,
  { dynamoDb, sts, config }: { dynamoDb: DynamoDBClient; sts: STSClient; config: RouterConfig },
): Promise<void> {
  const table = { TableName: config.tenantsTable };
  const endpoints = [
    getEndpointFromInstructions(table, GetItemCommand, dynamoDb.config),
    getEndpointFromInstructions({}, AssumeRoleCommand, sts.config),
  ];
  for (const { url } of await Promise.all(endpoints)) transport.connectEarly(url);
}

function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
