import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { BatchWriteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { administratorOf } from '@pinpoint-tenant-router/local-aws/accounts';
import { expect, inject } from 'vitest';
import { assembleInto } from '../../../../infra/local/system/assemblies.ts';
import { LocalSystem, type LocalTenant } from '../../../../infra/local/system/local-system.ts';
import { runMessages } from '../../../../infra/operator/messages/command.ts';
import { type OperatorClock, SYSTEM_CLOCK } from '../../../../infra/operator/messages/desk.ts';
import { eventPrefix, inboundPrefix, MESSAGES_TABLE_NAME } from '../../../../registrar/contract/names.ts';
import { itemOf } from '../../../journeys/registration.ts';
import { inboundRecord, statusRecord } from '../../../router/messages/events.ts';
import { call } from '../../../support/api.ts';
import { type CallbackServer, startCallbackServer } from '../../../support/callback-server.ts';
import { deployTenant } from '../../../support/deployment.ts';
import { ACME, GLOBEX, MANAGEMENT } from '../../../support/parties.ts';
import { eventually } from '../../../support/patience.ts';
import { messagesIn } from '../../../support/resources.ts';
import { atTerminal, type Sitting } from '../at-terminal.ts';
import { createOperator } from '../operator-role.ts';

export const NUMBER = '+14254147755';
/** The beginning of all that steers a terminal. */
export const ANSI = '\u001b';

/** What is younger than a quarter of an hour is not replayed: the operator comes an hour later. */
export const LATER = clockOf((signal) => SYSTEM_CLOCK.pause(20, signal));

/** A clock of an hour later that pauses turn, while something else happens for a moment. */
export function clockOf(pause: (signal?: AbortSignal) => Promise<void>): OperatorClock {
  let ahead = 3_600_000;
  return {
    now: () => Date.now() + ahead,
    async pause(milliseconds, signal) {
      ahead += milliseconds;
      await pause(signal);
    },
  };
}

let started: { readonly system: LocalSystem; readonly server: CallbackServer } | undefined;

function rig() {
  if (started === undefined) throw new Error('The system is not started yet.');
  return started;
}

/** The one system that all subjects of `npm run messages` share, one after the other. */
export function system(): LocalSystem {
  return rig().system;
}

/** The server of acme's callback, which is told what was delivered. */
export function callbackServer(): CallbackServer {
  return rig().server;
}

/** Two tenants, a callback of the first one's, and an operator's role without permissions yet. */
export async function startMessages(): Promise<void> {
  const server = await startCallbackServer();
  const system = await LocalSystem.listen({ assemble: assembleInto(inject('assemblies')) });
  started = { system, server };
  createOperator(system);
  await system.deployManagement();
  for (const tenant of [ACME, GLOBEX]) await deployTenant(system, tenant);
  for (const { tenantId } of [ACME, GLOBEX])
    await eventually(async () =>
      expect(await itemOf(system, tenantId)).toMatchObject({ registration: 'Registered' }),
    );
  const callback = { CallbackName: 'orders', Url: server.url, EventTypes: ['message.delivered'] };
  expect(await call(system, 'acme/PutCallback', callback)).toMatchObject({ status: 200 });
}

export async function stopMessages(): Promise<void> {
  await rig().server.stop();
  await rig().system.stop();
}

/** As `npm run messages`, with the operator's own credentials. */
export async function messages(
  argv: readonly string[],
  sitting: Sitting = {},
  clock = LATER,
  environment = {},
) {
  return await atTerminal((terminal) => runMessages(argv, environment, terminal, clock), sitting);
}

function s3(): S3Client {
  return new S3Client({ ...administratorOf(system().aws, MANAGEMENT), forcePathStyle: true });
}

let objects = 0;

/** Puts an object of events into the bucket, as Firehose does for a tenant. @returns its key */
export async function deliver(prefix: string, records: readonly object[]): Promise<string> {
  objects += 1;
  const day = new Date().toISOString().slice(0, 10);
  // Firehose's own names have no space; a key may.
  const Key = `${prefix}date=${day}/PinpointEvents-1 +${objects}`;
  const Body = records.map((record) => JSON.stringify(record)).join('\n');
  await s3().send(new PutObjectCommand({ Bucket: system().outputs.EventBucketName, Key, Body }));
  return Key;
}

/** Sent and delivered; each message's two events in objects of their own, and a text from a phone. @returns the ids */
export async function deliverHistory(tenant: LocalTenant): Promise<readonly string[]> {
  const now = Date.now();
  const ids = [1, 2, 3].map((number) => `${tenant.tenantId}-${number}-${now}`);
  const event = (eventType: string, after: number) => (messageId: string) =>
    statusRecord({
      messageId,
      eventType,
      eventTimestamp: now + after,
      isFinal: after > 1,
      messageRequestTimestamp: now,
    });
  const prefix = eventPrefix(tenant.accountId);
  await deliver(prefix, ids.map(event('TEXT_SENT', 1)));
  await deliver(prefix, ids.map(event('TEXT_DELIVERED', 2)));
  const inboundMessageId = `${tenant.tenantId}-in-${now}`;
  const received = { ...inboundRecord({ inboundMessageId }), Timestamp: new Date(now).toISOString() };
  await deliver(inboundPrefix(tenant.accountId), [received]);
  const all = [...ids, inboundMessageId];
  await eventually(async () => {
    const ofTenant = (await storedMessages()).filter(({ id }) => all.includes(String(id)));
    expect(ofTenant.flatMap(({ events }) => events)).toHaveLength(2 * ids.length + 1);
    // Nothing comes later of its own.
    expect(messagesIn(system(), 'NewObjectsQueue')).toBe(0);
  });
  return all;
}

function table(): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(administratorOf(system().aws, MANAGEMENT)));
}

/** All items of the table, by key. */
export async function storedMessages(): Promise<readonly Record<string, unknown>[]> {
  const { Items = [] } = await table().send(
    new ScanCommand({ TableName: MESSAGES_TABLE_NAME, ConsistentRead: true }),
  );
  return Items.sort((one, other) => (String(one.pk) < String(other.pk) ? -1 : 1));
}

/** The table is lost. */
export async function loseMessages(): Promise<void> {
  for (const { pk } of await storedMessages())
    await table().send(
      new BatchWriteCommand({
        RequestItems: { [MESSAGES_TABLE_NAME]: [{ DeleteRequest: { Key: { pk } } }] },
      }),
    );
}

/** Writes into an item by hand. */
export async function overwrite(item: Record<string, unknown>): Promise<void> {
  await table().send(
    new BatchWriteCommand({ RequestItems: { [MESSAGES_TABLE_NAME]: [{ PutRequest: { Item: item } }] } }),
  );
}
