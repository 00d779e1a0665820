import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type CallbackName, claimsKey } from './callback-item.ts';

/** A request to put a callback, before or while the callback is written. */
export interface Claim {
  /** The names that earlier requests are putting at the moment, and have not written for certain. */
  readonly earlier: readonly string[];
  /** Ends the claim, after the callback was written or refused. Never fails: a claim that stays expires. */
  end(): Promise<void>;
}

/** How long a claim counts, if its request never ends it; longer than any request takes. */
const CLAIM_MILLISECONDS = 60_000;
/** The item with a tenant's claims is deleted some time after the last. */
const KEPT_SECONDS = 3_600;

/**
 * Orders the requests of a tenant that put callbacks at the same time, so that together they keep to the limit.
 *
 * Requests add their claims to one item, which DynamoDB does one after the other, and count afterwards: what is
 * written, and what earlier claims may still write. Of any callbacks, the one claimed last has seen all others. And the
 * first to claim are not refused because of later ones, so as many succeed as there is room for.
 */
export function createClaims(client: DynamoDBDocumentClient, TableName: string, now: () => number) {
  return async function claim(callback: CallbackName): Promise<Claim> {
    const own = `${now() + CLAIM_MILLISECONDS} ${callback.callbackName} ${randomUUID()}`;
    const Key = claimsKey(callback);
    const { Attributes = {} } = await client.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'ADD claims :own SET expiresAt = :expiresAt',
        ReturnValues: 'ALL_NEW',
        ExpressionAttributeValues: {
          ':own': new Set([own]),
          ':expiresAt': Math.ceil(now() / 1_000) + KEPT_SECONDS,
        },
      }),
    );
    const others = [...(Attributes.claims as ReadonlySet<string>)].filter((each) => each !== own);
    const expired = others.filter((each) => Number.parseInt(each, 10) <= now());
    const earlier = others.filter((each) => !expired.includes(each)).map((each) => each.split(' ')[1] ?? '');

    async function end(): Promise<void> {
      const ended = new Set([own, ...expired]);
      const command = new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'DELETE claims :ended',
        ExpressionAttributeValues: { ':ended': ended },
      });
      await client.send(command).catch(() => {});
    }

    return { earlier, end };
  };
}
