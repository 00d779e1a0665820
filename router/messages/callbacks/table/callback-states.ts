import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { FAILURES_THAT_OPEN, PROBE_LEASE_MILLISECONDS, PROBE_PAUSE_MILLISECONDS } from '../flow/breaker.ts';
import type { Callback, CallbackKey, StoredOutcome } from './callback-item.ts';
import { conditionHeld } from './condition-held.ts';

/** What deliveries read and write of a callback. A callback that is deleted meanwhile is not written. */
export interface CallbackStates {
  get(key: CallbackKey): Promise<Callback | undefined>;
  /** @returns whether this failure opened the breaker, and not another one that ended at the same time */
  record(callback: Callback, outcome: StoredOutcome): Promise<boolean>;
  /** Claims the place of the one probe; false when another delivery has it, or the breaker has closed. */
  claimProbe(callback: Callback): Promise<boolean>;
}

const OUTCOMES_KEPT = 5;
/**
 * How often each delivery tries to write its outcome: deliveries of one callback that end together write one after the
 * other.
 */
const RECORD_TRIES = 5;
/**
 * Successes in a row are recorded this far apart: an item allows 1,000 writes a second, and a busy callback has more.
 */
const SUCCESS_INTERVAL_MILLISECONDS = 10_000;

export function createCallbackStates(
  client: DynamoDBDocumentClient,
  TableName: string,
  now: () => number,
): CallbackStates {
  async function get({ pk, sk }: CallbackKey): Promise<Callback | undefined> {
    const Key = { pk, sk };
    const { Item } = await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    return Item as Callback | undefined;
  }

  return {
    get,

    async record(seen, outcome) {
      let callback = seen;
      for (let tries = 1; tries < RECORD_TRIES; tries += 1) {
        const condition = ' AND outcomes = :seen';
        const written = await write(callback, outcome, condition, { ':seen': callback.outcomes });
        if (written !== 'overtaken') return written;
        // Another delivery has written its outcome meanwhile, or the callback was deleted.
        const current = await get(callback);
        if (current?.callbackId !== callback.callbackId) return false;
        callback = current;
      }
      return (await write(callback, outcome, '', {})) === true;
    },

    async claimProbe(callback) {
      const claimed = await update(
        callback,
        'SET probeAgainAt = :until',
        ' AND probeAgainAt <= :now AND failuresInARow >= :open',
        { ':until': now() + PROBE_LEASE_MILLISECONDS, ':now': now(), ':open': FAILURES_THAT_OPEN },
      );
      return claimed !== undefined;
    },
  };

  /** Whether the breaker opened; `overtaken` when the condition did not hold. */
  async function write(
    callback: Callback,
    outcome: StoredOutcome,
    condition: string,
    conditionValues: Readonly<Record<string, unknown>>,
  ): Promise<boolean | 'overtaken'> {
    const isSuccess = outcome.result === 'DELIVERED';
    if (isSuccess && saysNothingNew(callback, outcome)) return false;
    const breaker = isSuccess
      ? 'failuresInARow = :zero, probeAgainAt = :zero'
      : 'failuresInARow = failuresInARow + :one, probeAgainAt = :again';
    const values = isSuccess ? { ':zero': 0 } : { ':one': 1, ':again': now() + PROBE_PAUSE_MILLISECONDS };
    const outcomes = [outcome, ...callback.outcomes].slice(0, OUTCOMES_KEPT);
    const written = await update(callback, `SET outcomes = :outcomes, ${breaker}`, condition, {
      ':outcomes': outcomes,
      ...values,
      ...conditionValues,
    });
    return written === undefined ? 'overtaken' : written.failuresInARow === FAILURES_THAT_OPEN;
  }

  /** The written attributes; undefined when the condition did not hold. */
  async function update(
    { pk, sk, callbackId }: Callback,
    UpdateExpression: string,
    condition: string,
    values: Readonly<Record<string, unknown>>,
  ): Promise<Partial<Callback> | undefined> {
    let written: Partial<Callback> | undefined;
    await conditionHeld(
      client
        .send(
          new UpdateCommand({
            TableName,
            Key: { pk, sk },
            UpdateExpression,
            ReturnValues: 'UPDATED_NEW',
            ConditionExpression: `callbackId = :id${condition}`,
            ExpressionAttributeValues: { ':id': callbackId, ...values },
          }),
        )
        .then(({ Attributes = {} }) => {
          written = Attributes;
        }),
    );
    return written;
  }
}

function saysNothingNew(callback: Callback, { at, eventType }: StoredOutcome): boolean {
  const [last] = callback.outcomes;
  if (eventType === 'callback.test' || callback.failuresInARow > 0 || last === undefined) return false;
  return last.result === 'DELIVERED' && at - last.at < SUCCESS_INTERVAL_MILLISECONDS;
}
