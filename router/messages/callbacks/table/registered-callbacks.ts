import { randomUUID } from 'node:crypto';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { newSigningSecret, SECRET_OVERLAP_MILLISECONDS } from '../attempt/secret.ts';
import type { Callback } from './callback-item.ts';

/** A callback as its tenant is shown it: without its secrets. */
export type ListedCallback = Omit<Callback, 'secret' | 'previousSecret'>;

export interface NewCallback {
  readonly accountId: string;
  readonly tenantId: string;
  readonly callbackName: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
}

/** The tenants' side of the table of callbacks. */
export interface RegisteredCallbacks {
  list(accountId: string): Promise<readonly ListedCallback[]>;
  /**
   * Makes a callback, or changes the URL and event types of one: what it failed before is forgotten, its secret stays.
   *
   * @returns the signing secret of a new one
   */
  put(callback: NewCallback): Promise<string | undefined>;
  /** @returns undefined when there is no such callback */
  rotateSecret(
    accountId: string,
    callbackName: string,
  ): Promise<{ readonly secret: string; readonly previousSecretUntil: number } | undefined>;
  /** @returns whether there was one */
  delete(accountId: string, callbackName: string): Promise<boolean>;
}

const LISTED = [
  ...['pk', 'sk', 'callbackId', 'tenantId', 'callbackName', 'eventTypes', 'createdAt', 'outcomes'],
  ...['failuresInARow', 'probeAgainAt', 'previousSecretUntil', 'markedAt'],
];

export function createRegisteredCallbacks(
  client: DynamoDBDocumentClient,
  TableName: string,
  now: () => number,
): RegisteredCallbacks {
  return {
    async list(accountId) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :account',
          ProjectionExpression: [...LISTED, '#url'].join(', '),
          ExpressionAttributeNames: { '#url': 'url' },
          ExpressionAttributeValues: { ':account': accountId },
        }),
      );
      return Items as ListedCallback[];
    },

    async put({ accountId, tenantId, callbackName, url, eventTypes }) {
      const callbackId = randomUUID();
      const secret = newSigningSecret();
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName,
          Key: { pk: accountId, sk: callbackName },
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
            ':tenant': tenantId,
            ':name': callbackName,
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

    async rotateSecret(accountId, callbackName) {
      const secret = newSigningSecret();
      const previousSecretUntil = now() + SECRET_OVERLAP_MILLISECONDS;
      const rotated = await ifThere(
        client.send(
          new UpdateCommand({
            TableName,
            Key: { pk: accountId, sk: callbackName },
            // Names on the right stand for what the item had before.
            UpdateExpression: 'SET previousSecret = secret, secret = :secret, previousSecretUntil = :until',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: { ':secret': secret, ':until': previousSecretUntil },
          }),
        ),
      );
      return rotated ? { secret, previousSecretUntil } : undefined;
    },

    async delete(accountId, callbackName) {
      return await ifThere(
        client.send(
          new DeleteCommand({
            TableName,
            Key: { pk: accountId, sk: callbackName },
            ConditionExpression: 'attribute_exists(pk)',
          }),
        ),
      );
    },
  };
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
