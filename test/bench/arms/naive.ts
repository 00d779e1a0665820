import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as pinpoint from '@aws-sdk/client-pinpoint';
import * as smsVoice from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';

const table = DynamoDBDocumentClient.from(new DynamoDBClient());
const sts = new STSClient();

/** The same job as it is written on the first day: Hono, the same SDK clients, no checks, nothing remembered. */
const app = new Hono();
app.post('/:tenantId/:action', async (c) => {
  const { tenantId, action } = c.req.param();
  const { Item } = await table.send(
    new GetCommand({ TableName: process.env.TENANTS_TABLE, Key: { pk: tenantId }, ConsistentRead: true }),
  );
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${Item?.accountId}:role/PinpointManagementAccountAccessRole`,
      ExternalId: tenantId,
      RoleSessionName: 'router',
    }),
  );
  const isSmsVoice = `${action}Command` in smsVoice;
  const Client: ClientClass = isSmsVoice ? smsVoice.PinpointSMSVoiceV2Client : pinpoint.PinpointClient;
  const Command: CommandClass = Reflect.get(isSmsVoice ? smsVoice : pinpoint, `${action}Command`);
  const client = new Client({
    region: Item?.region,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    },
  });
  return c.json(await client.send(new Command(await c.req.json())));
});

type ClientClass = new (config: object) => { send(command: never): Promise<object> };
type CommandClass = new (input: object) => never;

export const handler = handle(app);
