import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { REGISTRATION_DETAIL_TYPE, REGISTRATION_SOURCE } from '../registrar/contract/names.ts';
import type { Announcement } from './announcement.ts';

export type Publish = (announcement: Announcement) => Promise<void>;
export type Sleep = (milliseconds: number) => Promise<unknown>;

/** There is no event bus to put the event on. */
export class BusGoneError extends Error {}

/** Also for refusals: the agent's own role may be seconds old. */
const PAUSES_MILLISECONDS = [500, 1000, 2000, 4000, 8000];

/**
 * Puts announcements on the account's default event bus.
 *
 * @returns A function that resolves only when EventBridge has taken the event; it throws BusGoneError, or the last
 *   error after its retries
 */
export function createPublish(client: EventBridgeClient, sleep: Sleep): Publish {
  return async (announcement) => {
    for (const pause of [...PAUSES_MILLISECONDS, undefined]) {
      try {
        await put(client, announcement);
        return;
      } catch (error) {
        const gone = error instanceof Error && error.name === 'ResourceNotFoundException';
        if (gone) throw new BusGoneError(error.message);
        if (pause === undefined) throw error;
        await sleep(pause);
      }
    }
  };
}

/** PutEvents answers 200 when it took nothing; what failed stands in the entries. */
async function put(client: EventBridgeClient, { detail, time }: Announcement): Promise<void> {
  const { FailedEntryCount = 0, Entries: entries = [] } = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          Source: REGISTRATION_SOURCE,
          DetailType: REGISTRATION_DETAIL_TYPE,
          Time: time,
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  );
  if (FailedEntryCount === 0) return;
  const { ErrorCode: code = 'UnknownError', ErrorMessage: message = 'PutEvents took no entry' } =
    entries[0] ?? {};
  throw Object.assign(new Error(message), { name: code });
}
