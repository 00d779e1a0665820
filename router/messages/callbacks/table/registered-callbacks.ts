import { randomUUID } from 'node:crypto';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { newSigningSecret, SECRET_OVERLAP_MILLISECONDS } from '../attempt/secret.ts';
import { type Callback, type CallbackName, callbackKey, tenantPrefix } from './callback-item.ts';

/** A callback as its tenant sees it, without secrets. */
export type ListedCallback = Omit<Callback, 'secret' | 'previousSecret'>;

export interface NewCallback extends CallbackName {
  readonly url: string;
  readonly eventTypes: readonly string[];
}

/** The tenants' access to the table of callbacks. */
export interface RegisteredCallbacks {
  /** The callbacks of all names that the account has or had. */
  listAll(accountId: string): Promise<readonly ListedCallback[]>;
  list(tenant: Omit<CallbackName, 'callbackName'>): Promise<readonly ListedCallback[]>;
  /** The signing secret; undefined when there is no such callback. */
  secretOf(callback: CallbackName): Promise<string | undefined>;
  /**
   * Creates a callback, or changes the URL and event types of one, which resets its failures and keeps its secret.
   *
   * @returns the signing secret of a new callback
   */
  put(callback: NewCallback): Promise<string | undefined>;
  /** @returns undefined when there is no such callback */
  rotateSecret(
    callback: CallbackName,
  ): Promise<{ readonly secret: string; readonly previousSecretUntil: number } | undefined>;
  /** @returns whether the callback existed */
  delete(callback: CallbackName): Promise<boolean>;
}

const LISTED = [
  ...['pk', 'sk', 'callbackId', 'tenantId', 'callbackName', 'eventTypes', 'createdAt', 'outcomes'],
  ...['failuresInARow', 'probeAgainAt', 'previousSecretUntil', 'markedAt', 'url'],
];

export function createRegisteredCallbacks(
  client: DynamoDBDocumentClient,
  TableName: string,
  now: () => number,
): RegisteredCallbacks {
  return {
    async listAll(accountId) {
      return await query<ListedCallback>('', { ':account': accountId }, LISTED);
    },

    async list({ accountId, tenantId }) {
      const values = { ':account': accountId, ':prefix': tenantPrefix(tenantId) };
      return await query<ListedCallback>(' AND begins_with(sk, :prefix)', values, LISTED);
    },

    async secretOf(callback) {
      const { pk, sk } = callbackKey(callback);
      const values = { ':account': pk, ':sk': sk };
      const [item] = await query<Pick<Callback, 'secret'>>(' AND sk = :sk', values, ['secret']);
      return item?.secret;
    },

    async put({ url, eventTypes, ...name }) {
      const callbackId = randomUUID();
      const secret = newSigningSecret();
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName,
          Key: callbackKey(name),
          ReturnValues: 'UPDATED_NEW',
          UpdateExpression:
            'SET #url = :url, eventTypes = :types, tenantId = :tenant, callbackName = :name, ' +
            'failuresInARow = :zero, probeAgainAt = :zero, outcomes = if_not_exists(outcomes, :none), ' +
            'createdAt = if_not_exists(createdAt, :now), callbackId = if_not_exists(callbackId, :id), ' +
            'secret = if_not_exists(secret, :secret)',
          ExpressionAttributeNames: { '#url': 'url' },
          ExpressionAttributeValues: {
            ':url': url,
            ':types': eventTypes,
            ':tenant': name.tenantId,
            ':name': name.callbackName,
            ':zero': 0,
            ':none': [],
            ':now': now(),
            ':id': callbackId,
            ':secret': secret,
          },
        }),
      );
      return Attributes?.callbackId === callbackId ? secret : undefined;
    },

    async rotateSecret(callback) {
      const secret = newSigningSecret();
      const previousSecretUntil = now() + SECRET_OVERLAP_MILLISECONDS;
      const rotated = await ifThere(
        client.send(
          new UpdateCommand({
            TableName,
            Key: callbackKey(callback),
            // On the right side, names stand for the item's old values.
            UpdateExpression: 'SET previousSecret = secret, secret = :secret, previousSecretUntil = :until',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':secret': secret, ':until': previousSecretUntil },
          }),
        ),
      );
      return rotated ? { secret, previousSecretUntil } : undefined;
    },

    async delete(callback) {
      return await ifThere(
        client.send(
          new DeleteCommand({
            TableName,
            Key: callbackKey(callback),
            ConditionExpression: 'attribute_exists(pk)',
          }),
        ),
      );
    },
  };
  async function query<T>(
    condition: string,
    ExpressionAttributeValues: Readonly<Record<string, string>>,
    attributes: readonly string[],
  ): Promise<readonly T[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        ExpressionAttributeValues,
        KeyConditionExpression: `pk = :account${condition}`,
        // `url` is a reserved word.
        ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
        ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
      }),
    );
    return Items as T[];
  }
}

/** Whether a write's condition held. */
export async function ifThere(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
