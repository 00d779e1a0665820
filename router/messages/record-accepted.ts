import { type AcceptedCall, acceptedEvent } from './accepted.ts';
import { fold } from './fold.ts';
import { type FoldIntoTable, type FoldOptions, isConflict, putUnchanged } from './table/fold-into-table.ts';
import { toItem } from './table/item.ts';

/** For the log: `late` is a write that had not ended when the answer was sent, and may have succeeded later. */
export type AcceptedOutcome = 'recorded' | 'late' | 'failed';

/** Undefined when the call sent no message. */
export type RecordAccepted = (accountId: string, call: AcceptedCall) => Promise<AcceptedOutcome | undefined>;

/** How much longer a send may take so that its message is in the table at once. */
const WAIT_MILLISECONDS = 20;

/**
 * Writes a message that AWS has just accepted into the table, so that it can be read before its first event arrives.
 * Waits at most 20 ms and never fails: the message is sent, and its events arrive in any case.
 */
export function createRecordAccepted(
  options: FoldOptions & { foldIntoTable: FoldIntoTable },
): RecordAccepted {
  const { client, tableName, retentionDays, foldIntoTable, announce } = options;

  return async function recordAccepted(accountId, call) {
    const event = acceptedEvent(call);
    if (event === undefined) return undefined;
    const { tracked, news } = fold(undefined, [event]);
    // One write without a read, because this is nearly always the first write of the message.
    const item = toItem(tracked, { accountId, retentionDays, revision: 1 });
    const writing = client.send(putUnchanged(tableName, item, 0)).catch(async (error: unknown) => {
      if (!isConflict(error)) throw error;
      await foldIntoTable(accountId, [event]);
    });
    const both = Promise.all([writing, announce?.({ accountId, tracked, news })]).then(
      () => 'recorded' as const,
      () => 'failed' as const,
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, WAIT_MILLISECONDS, 'late');
    });
    try {
      return await Promise.race([both, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
