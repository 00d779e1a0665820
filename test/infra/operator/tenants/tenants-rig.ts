import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PinpointSMSVoiceV2Client, RequestPhoneNumberCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { administratorOf, localAccount } from '@pinpoint-tenant-router/local-aws/accounts';
import { inject } from 'vitest';
import { assembleInto } from '../../../../infra/local/system/assemblies.ts';
import { LocalSystem } from '../../../../infra/local/system/local-system.ts';
import { runTenants } from '../../../../infra/operator/tenants/command.ts';
import { CALLBACKS_TABLE_NAME } from '../../../../registrar/contract/names.ts';
import { itemOf } from '../../../journeys/registration.ts';
import { registrationEvent } from '../../../registrar/registration-events.ts';
import { call } from '../../../support/api.ts';
import { forgetTenantsSoon } from '../../../support/deployment.ts';
import { ACME, MANAGEMENT, NEWCOMER, PARTNER } from '../../../support/parties.ts';
import { tenantResource } from '../../../support/resources.ts';
import { atTerminal, type Sitting } from '../at-terminal.ts';
import { createOperator, createTenantRole, OPERATOR_ARN } from '../operator-role.ts';

/** A role that tenants may bind. */
export const ROLE = 'arn:aws:iam::555555555555:role/Reporting';
const newcomer = localAccount(NEWCOMER.accountId, NEWCOMER.region);

let started: LocalSystem | undefined;

/** The one system that all subjects of `npm run tenants` share, one after the other. */
export function system(): LocalSystem {
  if (started === undefined) throw new Error('The system is not started yet.');
  return started;
}

/** Only the management stack, in mode `approve`, and an operator without permissions yet. */
export async function startTenants(): Promise<void> {
  started = await LocalSystem.listen({ assemble: assembleInto(inject('assemblies')) });
  for (const account of [PARTNER, newcomer]) started.aws.openAccount(account);
  createOperator(started);
  createTenantRole(started);
  await started.deployManagement({
    change: forgetTenantsSoon,
    context: { registration: 'approve', developerPrincipalArns: OPERATOR_ARN },
  });
}

/** Like `npm run tenants`, with the operator's own credentials and without a terminal to ask at. */
export async function tenants(...argv: readonly string[]) {
  return await at(undefined, argv);
}

/** The same with answers, perhaps after doing something. */
export async function at(ask: Sitting['ask'], argv: readonly string[], environment = {}) {
  return await atTerminal((terminal) => runTenants(argv, environment, terminal), { ask });
}

export function clientIn(text: string): { readonly clientId: string; readonly clientSecret: string } {
  const [, clientId = '', clientSecret = ''] = /CLIENT_ID=(\S+)\nCLIENT_SECRET=(\S+)/.exec(text) ?? [];
  return { clientId, clientSecret };
}

export async function statusOf(tenantId: string): Promise<number> {
  return (await call(system(), `${tenantId}/DescribePools`)).status;
}

export async function registrationOf(tenantId: string): Promise<unknown> {
  return (await itemOf(system(), tenantId))?.registration;
}

export async function callbacksOf(accountId: string): Promise<number | undefined> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(administratorOf(system().aws, MANAGEMENT)));
  const query = new QueryCommand({
    TableName: CALLBACKS_TABLE_NAME,
    KeyConditionExpression: 'pk = :account',
    ExpressionAttributeValues: { ':account': accountId },
  });
  return (await client.send(query)).Count;
}

/** By hand, past all conditions; undefined takes the item away. */
export async function update(tenantId: string, attributes: Readonly<Record<string, unknown>> | undefined) {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(administratorOf(system().aws, MANAGEMENT)));
  const TableName = system().outputs.TenantsTableName;
  const Item = { ...(await itemOf(system(), tenantId)), ...attributes, pk: tenantId };
  if (attributes !== undefined) await client.send(new PutCommand({ TableName, Item }));
  else await client.send(new DeleteCommand({ TableName, Key: { pk: tenantId } }));
}

/** The hourly announcement of acme. */
export async function announce(): Promise<void> {
  const hourly = tenantResource(system(), ACME, 'AWS::Events::Rule', 'AgentHourly');
  system().aws.eventBridge.runSchedule(String(hourly.state.attributes.Arn));
}

/** What another account announces about a tenant that is not its own. */
export async function announceAs(account: typeof PARTNER, tenantId: string): Promise<void> {
  const { detail } = registrationEvent({ tenantId, eventName: 'Delete' });
  await new EventBridgeClient(administratorOf(system().aws, account)).send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: system().outputs.EventBusArn,
          Source: 'TenantRegistration',
          DetailType: 'Pinpoint Tenant Registration',
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  );
}

/** A number that is not the stack's. */
export async function lease(): Promise<void> {
  await new PinpointSMSVoiceV2Client(administratorOf(system().aws, newcomer)).send(
    new RequestPhoneNumberCommand({
      IsoCountryCode: 'US',
      MessageType: 'TRANSACTIONAL',
      NumberCapabilities: ['SMS'],
      NumberType: 'SIMULATOR',
    }),
  );
}
