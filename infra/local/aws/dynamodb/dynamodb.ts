import { AwsError } from '../core/aws-error.ts';
import type { Caller, Home } from '../core/caller.ts';
import type { JsonObject } from '../core/protocols/json-protocol.ts';
import type { Kernel } from '../iam/kernel.ts';
import { Database } from './database.ts';

export function tableArn({ accountId, region }: Home, tableName: string): string {
  return `arn:aws:dynamodb:${region}:${accountId}:table/${tableName}`;
}

/** Amazon DynamoDB: one database for each account and Region, each operation authorized on its tables. */
export class DynamoDb {
  readonly #kernel: Kernel;
  readonly #databases = new Map<string, Database>();
  readonly #protectedTables = new Set<string>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** @throws AwsError AccessDeniedException and the operation's own errors */
  async execute(caller: Caller, home: Home, operation: string, input: JsonObject): Promise<JsonObject> {
    const prepared = this.database(home).prepare(operation, input);
    for (const resource of resourcesOf(home, operation, prepared.input)) {
      this.#kernel.iam.authorize({
        caller,
        action: `dynamodb:${operation}`,
        resource,
        resourceAccountId: home.accountId,
      });
    }
    if (operation === 'DeleteTable') this.#assertDeletable(tableArn(home, String(prepared.input.TableName)));
    return await prepared.run();
  }

  /** For CloudFormation, which acts without an authorization by IAM. */
  database(home: Home): Database {
    const key = `${home.accountId}/${home.region}`;
    const database = this.#databases.get(key) ?? new Database(home);
    this.#databases.set(key, database);
    return database;
  }

  setDeletionProtection(arn: string, enabled: boolean): void {
    if (enabled) this.#protectedTables.add(arn);
    else this.#protectedTables.delete(arn);
  }

  #assertDeletable(arn: string): void {
    if (this.#protectedTables.has(arn))
      throw new AwsError(
        'ValidationException',
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      );
  }
}

/** What "Actions, resources, and condition keys for Amazon DynamoDB" lists as the operation's resources. */
function resourcesOf(home: Home, operation: string, input: JsonObject): readonly string[] {
  const { TableName, IndexName, RequestItems, ResourceArn } = input;
  if (operation === 'ListTables') return ['*'];
  if (typeof ResourceArn === 'string') return [ResourceArn];
  if (typeof RequestItems === 'object' && RequestItems !== null)
    return Object.keys(RequestItems).map((name) => tableArn(home, name));
  const table = tableArn(home, String(TableName));
  return [typeof IndexName === 'string' ? `${table}/index/${IndexName}` : table];
}
