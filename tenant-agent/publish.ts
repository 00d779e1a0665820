import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { REGISTRATION_DETAIL_TYPE, REGISTRATION_SOURCE } from '../registrar/contract/names.ts';
import { retry } from '../registrar/runtime/retry.ts';
import type { Announcement } from './announcement.ts';

export type Publish = (announcement: Announcement) => Promise<void>;
export type Sleep = (milliseconds: number) => Promise<unknown>;

/** The account has no default event bus. */
export class BusGoneError extends Error {}

/** Refusals are retried too, because the agent's own role may be new. */
const PAUSES_MILLISECONDS = [500, 1000, 2000, 4000, 8000];

/** A connection without an answer for this long is closed, and counts as an attempt. */
const ATTEMPT_MILLISECONDS = 3000;

/**
 * Puts announcements on the account's default event bus.
 *
 * @param attemptMilliseconds how long one attempt may take
 * @returns a function that resolves when EventBridge has taken the event; it throws BusGoneError, or the last error
 * after its retries
 */
export function createPublish(
  client: EventBridgeClient,
  sleep: Sleep,
  attemptMilliseconds = ATTEMPT_MILLISECONDS,
): Publish {
  return (announcement) =>
    retry(() => put(client, announcement, attemptMilliseconds), {
      pauses: PAUSES_MILLISECONDS,
      when: (error) => !(error instanceof BusGoneError),
      sleep,
    });
}

async function put(
  client: EventBridgeClient,
  { detail, time }: Announcement,
  attemptMilliseconds: number,
): Promise<void> {
  const command = new PutEventsCommand({
    Entries: [
      {
        Source: REGISTRATION_SOURCE,
        DetailType: REGISTRATION_DETAIL_TYPE,
        Time: time,
        Detail: JSON.stringify(detail),
      },
    ],
  });
  try {
    assertTaken(await client.send(command, { abortSignal: AbortSignal.timeout(attemptMilliseconds) }));
  } catch (error) {
    const gone = error instanceof Error && error.name === 'ResourceNotFoundException';
    throw gone ? new BusGoneError(error.message) : error;
  }
}

/**
 * PutEvents answers 200 even when it took no entry: an entry that was taken has an `EventId`, another one an error.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 */
function assertTaken({ Entries: [entry] = [] }: PutEventsCommandOutput): void {
  if (entry?.EventId !== undefined && entry.ErrorCode === undefined) return;
  const { ErrorCode: code = 'UnknownError', ErrorMessage: message = 'PutEvents took no entry' } = entry ?? {};
  throw Object.assign(new Error(message), { name: code });
}
