import { setTimeout as sleep } from 'node:timers/promises';
import { type AcceptedCall, acceptedEvent } from './accepted.ts';
import { fold } from './fold.ts';
import { type FoldIntoTable, type FoldOptions, isConflict, putUnchanged } from './table/fold-into-table.ts';
import { toItem } from './table/item.ts';

/** What the log says: `late` is a write that was not over when the answer went out, and perhaps came to be after it. */
export type AcceptedOutcome = 'recorded' | 'late' | 'failed';

/** Undefined when the call sent no message. */
export type RecordAccepted = (accountId: string, call: AcceptedCall) => Promise<AcceptedOutcome | undefined>;

/** What a send may take longer for its message to be known at once. */
const WAIT_MILLISECONDS = 20;

/**
 * Writes a message that AWS has just accepted into the table, so that it can be asked for before its first event is
 * there. Waits 20 ms at most and never fails: the message is sent, and its events come anyway.
 */
export function createRecordAccepted(
  options: FoldOptions & { foldIntoTable: FoldIntoTable },
): RecordAccepted {
  const { client, tableName, retentionDays, foldIntoTable, announce } = options;

  return async function recordAccepted(accountId, call) {
    const event = acceptedEvent(call);
    if (event === undefined) return undefined;
    const { tracked, news } = fold(undefined, [event]);
    // One write and no read: it is nearly always the first that the table hears of the message.
    const item = toItem(tracked, { accountId, retentionDays, revision: 1 });
    const writing = client.send(putUnchanged(tableName, item, 0)).catch(async (error: unknown) => {
      if (!isConflict(error)) throw error;
      await foldIntoTable(accountId, [event]);
    });
    const both = Promise.all([writing, announce?.({ accountId, tracked, news })]).then(
      () => 'recorded' as const,
      () => 'failed' as const,
    );
    const answered = new AbortController();
    const late = sleep(WAIT_MILLISECONDS, 'late' as const, { signal: answered.signal }).catch(
      () => 'late' as const,
    );
    try {
      return await Promise.race([both, late]);
    } finally {
      answered.abort();
    }
  };
}
