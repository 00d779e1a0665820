import { randomUUID } from 'node:crypto';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { newSigningSecret, type RotatedSecrets, type Secrets, withNewSecret } from '../attempt/secret.ts';
import { type Callback, type CallbackName, callbackKey, tenantPrefix } from './callback-item.ts';
import { type Claim, createClaims } from './claims.ts';
import { conditionHeld } from './condition-held.ts';

/** A callback as its tenant sees it, without secrets. */
export type ListedCallback = Omit<Callback, 'secret' | 'previousSecret' | 'earlierSecrets'>;

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
  /** Announces that a callback will be put, so that requests at the same time count each other. */
  claim(callback: CallbackName): Promise<Claim>;
  /**
   * Creates a callback, or changes the URL and event types of one, which resets its failures and keeps its secret.
   *
   * @returns the signing secret of a new callback
   */
  put(callback: NewCallback): Promise<string | undefined>;
  /**
   * Replaces the signing secret; the ones before keep their ends.
   *
   * @returns undefined when there is no such callback; when the next rotation is possible, if there were too many
   */
  rotateSecret(
    callback: CallbackName,
  ): Promise<
    Pick<RotatedSecrets, 'secret' | 'previousSecretUntil'> | { readonly possibleAt: number } | undefined
  >;
  /** @returns whether the callback existed */
  delete(callback: CallbackName): Promise<boolean>;
}

const LISTED: readonly (keyof ListedCallback)[] = [
  'pk',
  'sk',
  'callbackId',
  'tenantId',
  'callbackName',
  'url',
  'eventTypes',
  'createdAt',
  'outcomes',
  'failuresInARow',
  'probeAgainAt',
  'previousSecretUntil',
  'markedAt',
];
const SECRETS: readonly (keyof Secrets)[] = [
  'secret',
  'previousSecret',
  'previousSecretUntil',
  'earlierSecrets',
];

/** How often a rotation is tried again because another one of the same callback came in between. */
const ROTATION_TRIES = 5;

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
      return (await secretsOf(callback))?.secret;
    },

    claim: createClaims(client, TableName, now),

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
      for (let tries = 1; tries <= ROTATION_TRIES; tries += 1) {
        const known = await secretsOf(callback);
        if (known === undefined) return undefined;
        // An earlier try has succeeded, although its answer was lost and the SDK's repetition was refused.
        const { previousSecretUntil } = known;
        if (known.secret === secret && previousSecretUntil !== undefined)
          return { secret, previousSecretUntil };
        const next = withNewSecret(known, secret, now());
        if ('possibleAt' in next) return next;
        if (await writeSecrets(callback, known.secret, next)) return next;
      }
      throw new Error(`${ROTATION_TRIES} other rotations of the same callback came in between.`);
    },

    async delete(callback) {
      return await conditionHeld(
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

  async function secretsOf(callback: CallbackName): Promise<Secrets | undefined> {
    const { pk, sk } = callbackKey(callback);
    const [item] = await query<Secrets>(' AND sk = :sk', { ':account': pk, ':sk': sk }, SECRETS);
    return item;
  }

  /** Writes secrets in place of those that were read; false when they have changed meanwhile. */
  async function writeSecrets(
    callback: CallbackName,
    seen: string,
    { secret, previousSecret, previousSecretUntil, earlierSecrets }: RotatedSecrets,
  ): Promise<boolean> {
    return await conditionHeld(
      client.send(
        new UpdateCommand({
          TableName,
          Key: callbackKey(callback),
          UpdateExpression:
            'SET secret = :secret, previousSecret = :previous, previousSecretUntil = :until, earlierSecrets = :earlier',
          ConditionExpression: 'secret = :seen',
          ExpressionAttributeValues: {
            ':secret': secret,
            ':previous': previousSecret,
            ':until': previousSecretUntil,
            ':earlier': earlierSecrets,
            ':seen': seen,
          },
        }),
      ),
    );
  }

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
