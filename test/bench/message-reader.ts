import { setImmediate as turn } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createReader } from '../../router/messages/reader.ts';
import { createFoldIntoTable } from '../../router/messages/table/fold-into-table.ts';
import type { MessageItem } from '../../router/messages/table/item.ts';
import { notification, statusRecord } from '../router/messages/events.ts';

/**
 * `npm run bench:messages`: 100,000 events, as one object of Firehose's, through the message reader. The table is a
 * Map, so that what is measured is the reader: how fast it is, that it loses nothing, and that its memory stays flat.
 */
const EVENTS = 100_000;
const TYPES = ['TEXT_QUEUED', 'TEXT_SENT', 'TEXT_SUCCESSFUL', 'TEXT_DELIVERED'];
const BUCKET = 'pinpoint-event-stream-data-111111111111-us-east-1';
const CHUNK_BYTES = 65_536;

const table = new Map<string, MessageItem>();
const client = {
  async send(command: unknown) {
    await turn();
    if (command instanceof PutCommand)
      return void table.set(command.input.Item?.pk, command.input.Item as MessageItem);
    if (!(command instanceof BatchGetCommand))
      throw new Error('The reader only reads and writes items by key.');
    const [[name, request] = []] = Object.entries(command.input.RequestItems ?? {});
    const found = (request?.Keys ?? []).flatMap(({ pk }) => table.get(pk) ?? []);
    return { Responses: { [String(name)]: found } };
  },
} as unknown as DynamoDBDocumentClient;

let memory = 0;
const counts = new Map<string, number>();
const now = Date.now();
const read = createReader({
  bucketName: BUCKET,
  openObject: async () => chunksOf(events()),
  foldIntoTable: createFoldIntoTable({
    client,
    tableName: 'PinpointMessages',
    retentionDays: 30,
    now: () => now,
  }),
  report: {
    count: (metric, occurrences = 1) => void counts.set(metric, (counts.get(metric) ?? 0) + occurrences),
    failure(_messageId, error) {
      throw error;
    },
  },
  now: () => now,
});

const key = 'accountId=222222222222/date=2026-11-26/PinpointEvents-1';
const startedAt = performance.now();
await read([{ messageId: 'm', body: JSON.stringify(notification(BUCKET, key)) }]);
const seconds = (performance.now() - startedAt) / 1000;

const stored = [...table.values()].reduce((sum, item) => sum + item.events.length, 0);
const items = process.memoryUsage().heapUsed;
table.clear();
globalThis.gc?.();
const left = process.memoryUsage().heapUsed;
console.log(`events read      ${counts.get('EventsRead')} of ${EVENTS}, ${stored} of them in the table`);
console.log(`rate             ${Math.round(EVENTS / seconds).toLocaleString('en')} events a second`);
console.log(`largest heap     ${megabytes(memory)}, of which the table itself ${megabytes(items - left)}`);
if (stored !== EVENTS) process.exitCode = 1;

/** Four events a message, those of fifty messages mixed, as a stream brings them. */
function* events(): Generator<string> {
  for (let index = 0; index < EVENTS; index += 1) {
    const block = Math.floor(index / 200);
    const within = index % 200;
    const messageId = `message-${block * 50 + (within % 50)}`;
    const eventType = TYPES[Math.floor(within / 50)];
    const eventTimestamp = now - 10_000 + within;
    yield JSON.stringify(
      statusRecord({ messageId, eventType, eventTimestamp, messageRequestTimestamp: now - 20_000 }),
    );
  }
}

async function* chunksOf(records: Iterable<string>): AsyncGenerator<Buffer> {
  let chunk = '';
  for (const record of records) {
    chunk += `${record}\n`;
    if (chunk.length < CHUNK_BYTES) continue;
    memory = Math.max(memory, process.memoryUsage().heapUsed);
    yield Buffer.from(chunk);
    chunk = '';
  }
  yield Buffer.from(chunk);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(0)} MB`;
}
