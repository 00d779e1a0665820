import type {
  Properties,
  ResourceProvider,
  ResourceProviders,
  ResourceState,
} from '../cloudformation/resource-provider.ts';
import type { Home } from '../core/caller.ts';
import type { DynamoDb } from './dynamodb.ts';
import { tableArn } from './dynamodb.ts';

/** Given to CreateTable as they are. */
const CREATION_PROPERTIES = [
  'AttributeDefinitions',
  'BillingMode',
  'GlobalSecondaryIndexes',
  'KeySchema',
  'LocalSecondaryIndexes',
  'ProvisionedThroughput',
] as const;

export function dynamoDbResources(dynamoDb: DynamoDb): ResourceProviders {
  return { 'AWS::DynamoDB::Table': tableProvider(dynamoDb) };
}

function tableProvider(dynamoDb: DynamoDb): ResourceProvider {
  return {
    properties: [...CREATION_PROPERTIES, 'TableName', 'DeletionProtectionEnabled'],
    withoutLocalEffect: [
      'ContributorInsightsSpecification',
      'PointInTimeRecoverySpecification',
      'SSESpecification',
      'TableClass',
      'Tags',
      'TimeToLiveSpecification',
    ],
    replacedBy: [...CREATION_PROPERTIES, 'TableName'],
    async create(context, properties) {
      const name = String(properties.TableName ?? context.generateName(255));
      const database = dynamoDb.database(context);
      await database.run('CreateTable', { ...creationOptions(properties), TableName: name });
      for (let status: unknown; status !== 'ACTIVE'; ) {
        const { Table } = await database.run('DescribeTable', { TableName: name });
        status = (Table as Properties).TableStatus;
      }
      return protect(dynamoDb, context, name, properties);
    },
    async update(context, name, properties) {
      return protect(dynamoDb, context, name, properties);
    },
    async delete(context, name, properties) {
      if (isProtected(properties)) throw new Error(`${name} is protected against deletion`);
      await dynamoDb.database(context).run('DeleteTable', { TableName: name });
    },
  };
}

function creationOptions(properties: Properties): Properties {
  return Object.fromEntries(
    CREATION_PROPERTIES.flatMap((key) => (properties[key] === undefined ? [] : [[key, properties[key]]])),
  );
}

function protect(dynamoDb: DynamoDb, home: Home, name: string, properties: Properties): ResourceState {
  const arn = tableArn(home, name);
  dynamoDb.setDeletionProtection(arn, isProtected(properties));
  return { physicalId: name, attributes: { Arn: arn } };
}

function isProtected({ DeletionProtectionEnabled }: Properties): boolean {
  return String(DeletionProtectionEnabled) === 'true';
}
