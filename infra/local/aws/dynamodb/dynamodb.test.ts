import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNTS } from '../accounts.ts';
import { administratorOf, sessionOf } from '../client-config.ts';
import type { Template } from '../cloudformation/template/template.ts';
import { policy } from '../iam/policy/policies.rig.ts';
import type { LocalAws } from '../local-aws.ts';
import { createLocalAws } from '../local-aws.ts';

const { management, acme } = LOCAL_ACCOUNTS;
const TABLE = { TableName: 'PinpointTenantsTable' };
const ARN = `arn:aws:dynamodb:us-east-1:${management.accountId}:table/PinpointTenantsTable`;
let aws: LocalAws;
let documents: DynamoDBDocumentClient;

beforeAll(async () => {
  aws = await createLocalAws();
  await deploy({});
  documents = DynamoDBDocumentClient.from(new DynamoDBClient(administratorOf(aws, management)));
});
afterAll(() => aws.stop());

function deploy(properties: object) {
  const template: Template = {
    Resources: {
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          ...TABLE,
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'accountId', AttributeType: 'S' },
          ],
          GlobalSecondaryIndexes: [
            {
              IndexName: 'byAccount',
              KeySchema: [{ AttributeName: 'accountId', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'ALL' },
            },
          ],
          BillingMode: 'PAY_PER_REQUEST',
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          ...properties,
        },
      },
    },
    Outputs: { Name: { Value: { Ref: 'Table' } }, Arn: { Value: { 'Fn::GetAtt': ['Table', 'Arn'] } } },
  };
  return aws.cloudFormation.deploy({ home: management, stackName: 'Tables', template, assets: new Map() });
}

/** A client with the credentials of a role that may do `actions` on `resources`. */
function clientWith(actions: readonly string[], resources: readonly string[]) {
  const { iam } = aws.kernel;
  const role = iam.createRole(management.accountId, {
    roleName: `Role${actions.join('').replace(/\W/g, '')}${resources.length}`,
    assumeRolePolicy: { Version: '2012-10-17', Statement: [] },
    policies: { own: policy({ Effect: 'Allow', Action: actions, Resource: resources }) },
  });
  const credentials = iam.keys.issue(iam.openSession(role, 'session', aws.kernel.clock.now() + 60_000));
  return DynamoDBDocumentClient.from(new DynamoDBClient(sessionOf(aws, { credentials }, 'us-east-1')));
}

describe('AWS::DynamoDB::Table', () => {
  it('is a table under the account’s and Region’s ARN, ready for use', async () => {
    expect(await deploy({})).toEqual({ Name: 'PinpointTenantsTable', Arn: ARN });
    const { Table } = await documents.send(new DescribeTableCommand(TABLE));
    expect(Table).toMatchObject({ TableArn: ARN, TableStatus: 'ACTIVE' });
  });

  it('is kept by its deletion protection', async () => {
    await deploy({ DeletionProtectionEnabled: true });
    await expect(documents.send(new DeleteTableCommand(TABLE))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('protected against deletion'),
    });
    await deploy({ DeletionProtectionEnabled: false });
  });
});

describe('items', () => {
  it('are written under conditions, read back and queried by an index', async () => {
    const Item = { pk: 'acme', accountId: '222222222222', sequence: 1 };
    const once = new PutCommand({ ...TABLE, Item, ConditionExpression: 'attribute_not_exists(pk)' });
    await documents.send(once);
    await expect(documents.send(once)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    const update = new UpdateCommand({
      ...TABLE,
      Key: { pk: 'acme' },
      UpdateExpression: 'SET #s = :new',
      ConditionExpression: '#s < :new',
      ExpressionAttributeNames: { '#s': 'sequence' },
      ExpressionAttributeValues: { ':new': 2 },
    });
    await documents.send(update);
    await expect(documents.send(update)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    const read = await documents.send(
      new GetCommand({ ...TABLE, Key: { pk: 'acme' }, ConsistentRead: true }),
    );
    expect(read.Item).toEqual({ ...Item, sequence: 2 });
    const query = new QueryCommand({
      ...TABLE,
      IndexName: 'byAccount',
      KeyConditionExpression: 'accountId = :a',
      ExpressionAttributeValues: { ':a': '222222222222' },
    });
    expect((await documents.send(query)).Count).toBe(1);
  });

  it.each<[string, unknown, unknown]>([
    ['a map', { client: ['read', 'send'] }, { client: ['send', 'read'] }],
    ['a list', ['read', 'send'], ['read']],
    ['a map within', { deep: { er: [1, { x: true }] } }, { deep: { er: [1, { x: false }] } }],
  ])('are compared by the whole of %s', async (_what, value, other) => {
    const put = (document: unknown) =>
      documents.send(new PutCommand({ ...TABLE, Item: { pk: 'documents', document } }));
    const change = (condition: string, seen: unknown) =>
      documents.send(
        new UpdateCommand({
          ...TABLE,
          Key: { pk: 'documents' },
          UpdateExpression: 'SET changed = :true',
          ConditionExpression: condition,
          ExpressionAttributeValues: { ':seen': seen, ':true': true },
        }),
      );
    await put(value);
    await change('attribute_exists(pk) AND document = :seen', value);
    for (const [condition, seen] of [
      ['document = :seen', other],
      ['document <> :seen', value],
      ['changed = :true AND document = :seen', other],
    ] as const)
      await expect(change(condition, seen)).rejects.toMatchObject({
        name: 'ConditionalCheckFailedException',
      });
    await change('document <> :seen', other);
  });

  it('of a table that does not exist are ResourceNotFoundException', async () => {
    const get = new GetCommand({ TableName: 'Nothing', Key: { pk: 'acme' } });
    await expect(documents.send(get)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('accounts and Regions', () => {
  it('do not see each other’s tables', async () => {
    const tablesOf = async (account: Parameters<typeof administratorOf>[1], region: string) => {
      const client = new DynamoDBClient({ ...administratorOf(aws, account), region });
      return (await client.send(new ListTablesCommand({}))).TableNames;
    };
    expect(await tablesOf(management, 'us-east-1')).toEqual(['PinpointTenantsTable']);
    expect(await tablesOf(management, 'eu-west-1')).toEqual([]);
    expect(await tablesOf(acme, 'us-east-1')).toEqual([]);
  });
});

describe('authorization', () => {
  it('is for the action and the table that the policy names', async () => {
    const reader = clientWith(['dynamodb:GetItem'], [ARN]);
    await reader.send(new GetCommand({ ...TABLE, Key: { pk: 'acme' } }));
    await expect(reader.send(new ScanCommand(TABLE))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`not authorized to perform: dynamodb:Scan on resource: ${ARN}`),
    });
    const other = new GetCommand({ TableName: 'Nothing', Key: { pk: 'acme' } });
    await expect(reader.send(other)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('of an index is asked for the index', async () => {
    const byIndex = new ScanCommand({ ...TABLE, IndexName: 'byAccount' });
    const ofTable = clientWith(['dynamodb:Scan'], [ARN]);
    await expect(ofTable.send(byIndex)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const ofIndexes = clientWith(['dynamodb:Scan'], [ARN, `${ARN}/index/*`]);
    expect((await ofIndexes.send(byIndex)).$metadata.httpStatusCode).toBe(200);
  });
});

describe('what dynalite cannot do', () => {
  it('is an error that says so, not a success that leaves it out', async () => {
    const transaction = new TransactWriteItemsCommand({
      TransactItems: [{ Delete: { ...TABLE, Key: { pk: { S: 'acme' } } } }],
    });
    await expect(documents.send(transaction)).rejects.toMatchObject({ name: 'NotSimulatedException' });
    const streaming = new CreateTableCommand({
      TableName: 'Streaming',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    });
    await expect(documents.send(streaming)).rejects.toMatchObject({
      message: expect.stringContaining('StreamSpecification'),
    });
  });
});
