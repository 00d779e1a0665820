import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { RegistrationState } from '../../registrar/contract/tenant-record.ts';

/** `PinpointTenantsTable`, with an operator's credentials. */
export interface OperatorTable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}

/** The item is not what the change is for: somebody was quicker, or the name is another one. Nothing has changed. */
export class NameNotChangedError extends Error {
  override readonly name = 'NameNotChangedError';
}

const PENDING: RegistrationState = 'Pending';
const WITHDRAWN: RegistrationState = 'Withdrawn';
const DEREGISTERED: RegistrationState = 'Deregistered';

/**
 * Lets one account alone bear a name, before anybody has announced it or while it waits for approval. In mode `approve`
 * that account's announcement is admitted at once.
 *
 * @throws NameNotChangedError when another account has been admitted with the name: release its tombstone first
 */
export async function reserveName(table: OperatorTable, tenantId: string, accountId: string): Promise<void> {
  await reserve(table, tenantId, accountId, {
    ConditionExpression:
      'attribute_not_exists(revision) OR accountId = :account OR registration IN (:pending, :withdrawn)',
    ExpressionAttributeValues: { ':pending': PENDING, ':withdrawn': WITHDRAWN },
    refusal: `Another account has the name ${tenantId}. Release it once its tenant has left.`,
  });
}

/**
 * Approves a tenant that waits: reserves its name for the account that was seen with it. The registrar registers it with
 * the next reconcile message (`reconcileMessage`), the hourly one at the latest.
 *
 * @throws NameNotChangedError when that account does not wait with this name (any longer)
 */
export async function approveTenant(
  table: OperatorTable,
  tenantId: string,
  accountId: string,
): Promise<void> {
  await reserve(table, tenantId, accountId, {
    ConditionExpression: 'accountId = :account AND registration = :pending',
    ExpressionAttributeValues: { ':pending': PENDING },
    refusal: `Account ${accountId} does not wait for approval as ${tenantId}.`,
  });
}

/**
 * Frees a name for any account: a tombstone's, a withdrawn one's, or a reservation's. The operator's attributes of the
 * item go with it.
 *
 * @param revision The item's as it was last read; undefined for a name that nobody has announced.
 * @throws NameNotChangedError when the tenant is registered or waits, or when the item has changed since
 */
export async function releaseName(
  { client, tableName }: OperatorTable,
  tenantId: string,
  revision: number | undefined,
): Promise<void> {
  const condition =
    revision === undefined
      ? { ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(revision)' }
      : {
          ConditionExpression: 'revision = :revision AND registration IN (:deregistered, :withdrawn)',
          ExpressionAttributeValues: {
            ':revision': revision,
            ':deregistered': DEREGISTERED,
            ':withdrawn': WITHDRAWN,
          },
        };
  await unlessRefused(
    client.send(new DeleteCommand({ TableName: tableName, Key: { pk: tenantId }, ...condition })),
    `${tenantId} is registered or waits for approval, does not exist, or has changed meanwhile.`,
  );
}

async function reserve(
  { client, tableName }: OperatorTable,
  tenantId: string,
  accountId: string,
  {
    refusal,
    ExpressionAttributeValues,
    ConditionExpression,
  }: {
    readonly refusal: string;
    readonly ConditionExpression: string;
    readonly ExpressionAttributeValues: Readonly<Record<string, string>>;
  },
): Promise<void> {
  await unlessRefused(
    client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { pk: tenantId },
        UpdateExpression: 'SET reservedFor = :account',
        ConditionExpression,
        ExpressionAttributeValues: { ':account': accountId, ...ExpressionAttributeValues },
      }),
    ),
    refusal,
  );
}

async function unlessRefused(write: Promise<unknown>, refusal: string): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException')
      throw new NameNotChangedError(refusal, { cause: error });
    throw error;
  }
}
