import type { MessagesMetric } from '../../registrar/contract/metrics.ts';
import { SILENT_ATTRIBUTE } from '../../registrar/contract/names.ts';
import type { TrackedEvent } from './events/event.ts';
import { NO_RECORD, readJsonRecords } from './events/json-records.ts';
import { type EventObject, parseObjectKey } from './events/object-key.ts';
import {
  parseInboundRecord,
  parseRegistrationRecord,
  parseStatusRecord,
  type RecordContext,
} from './events/parse-record.ts';
import { type NotifiedObject, parseQueueMessage, type QueueMessage } from './events/queue-message.ts';
import type { ReaderReport } from './report.ts';
import type { Change, FoldIntoTable, FoldManner } from './table/fold-into-table.ts';

export interface ReaderDependencies {
  /** The only bucket whose objects are read. */
  readonly bucketName: string;
  /** The content of one of its objects. */
  readonly openObject: (key: string) => Promise<AsyncIterable<Uint8Array>>;
  readonly foldIntoTable: FoldIntoTable;
  readonly report: ReaderReport;
  readonly now: () => number;
}

/** The parts of an SQS record that the reader looks at. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly messageAttributes?: Readonly<Record<string, unknown>>;
}

/** How many events are folded at a time; with the size of one record, it bounds the reader's memory. */
const MAX_EVENTS = 1_000;

/**
 * Processes messages of the two queues, notifications of S3 and events of EventBridge, one after the other. Returns the
 * ids of those that failed. Processing a message again changes nothing. Events that an operator has read again are
 * folded silently: callbacks are not told of them, and they are not counted as outcomes of today.
 */
export function createReader({ bucketName, openObject, foldIntoTable, report, now }: ReaderDependencies) {
  return async function read(messages: readonly QueuedMessage[]): Promise<readonly string[]> {
    const failed: string[] = [];
    for (const { messageId, body, messageAttributes = {} } of messages) {
      try {
        const silently = Object.hasOwn(messageAttributes, SILENT_ATTRIBUTE);
        await readMessage(parseQueueMessage(body), { silently });
      } catch (error) {
        failed.push(messageId);
        report.failure(messageId, error);
      }
    }
    return failed;
  };

  async function readMessage(message: QueueMessage, how: FoldManner): Promise<void> {
    switch (message.kind) {
      case 'test':
        return;
      case 'objects':
        for (const object of message.objects) await readObject(object, how);
        return;
      case 'event': {
        const event = parseDetail(message.detailType, message.detail, { now: now() });
        if (event === undefined) report.count('RecordsSkipped');
        else await track(message.accountId, [event], how);
      }
    }
  }

  async function readObject({ bucket, key }: NotifiedObject, how: FoldManner): Promise<void> {
    const object = bucket === bucketName ? parseObjectKey(key) : undefined;
    if (object === undefined) return report.count('ObjectsSkipped');
    let events: TrackedEvent[] = [];
    for await (const record of readJsonRecords(await openObject(key))) {
      const event = record === NO_RECORD ? undefined : parseRecord(object, record, { now: now() });
      if (event === undefined) report.count('RecordsSkipped');
      else events.push(event);
      if (events.length === MAX_EVENTS) {
        await track(object.accountId, events, how);
        events = [];
      }
    }
    await track(object.accountId, events, how);
    report.count('ObjectsRead');
  }

  async function track(accountId: string, events: readonly TrackedEvent[], how: FoldManner): Promise<void> {
    const changes = await foldIntoTable(accountId, events, how);
    report.count('EventsRead', events.length);
    if (how.silently) return;
    for (const outcome of outcomesOf(changes)) report.count(outcome);
  }
}

function parseRecord({ holds }: EventObject, record: object, context: RecordContext) {
  return holds === 'inbound' ? parseInboundRecord(record, context) : parseStatusRecord(record, context);
}

function parseDetail(detailType: string, detail: unknown, context: RecordContext) {
  return detailType === 'Registration Status Change'
    ? parseRegistrationRecord(detail, context)
    : parseStatusRecord(detail, context);
}

/** Counts the outcomes of messages for the dashboard, each final event once. */
function* outcomesOf(changes: readonly Change[]): Generator<MessagesMetric> {
  for (const { kind, isFinal, status } of changes.flatMap(({ news }) => news)) {
    if (kind === 'inbound') yield 'MessagesReceived';
    if (kind !== 'outbound' || !isFinal) continue;
    yield ['DELIVERED', 'SUCCESSFUL', 'COMPLETED', 'READ'].includes(status)
      ? 'MessagesDelivered'
      : 'MessagesFailed';
  }
}
