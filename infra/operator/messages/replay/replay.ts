import { S3Client } from '@aws-sdk/client-s3';
import { type ReplayMessage, replayMessage } from '../../../../router/messages/operator/replay-message.ts';
import { counted, printJson } from '../../printable.ts';
import type { ProgramOptions } from '../../program.ts';
import { startProgress } from '../../progress.ts';
import { RefusedError } from '../../refused-error.ts';
import { readTenant } from '../../tenants-table.ts';
import { type MessageDesk, untilInterrupted } from '../desk.ts';
import { costOf, dollars, type ReplaySize } from './cost.ts';
import {
  allPrefixes,
  type EventBucket,
  type EventObject,
  eventObjects,
  prefixesOf,
} from './event-objects.ts';
import { type HandedOver, handOver } from './hand-over.ts';
import { inWords, type Period, readablePart } from './period.ts';
import { createReaderQueue, type ReaderQueue } from './reader-queue.ts';

export interface ReplayOptions extends ProgramOptions, Pick<Period, 'from'> {
  /** @default - now */
  readonly to?: number;
  readonly tenant?: string;
  readonly callbacks?: boolean;
}

/**
 * Younger objects may still be on their way through the queue (the alarm `LateMessageEvents` has the same limit). If
 * they were read silently first, their events would not be new in their own turn, and callbacks would never get them.
 */
const ON_ITS_WAY_MILLISECONDS = { aws: 15 * 60_000, local: 5_000 } as const;

/** Counts of a queue "may not achieve consistency until at least 1 minute after the producers stop" (GetQueueAttributes). */
const COUNTS_MILLISECONDS = 60_000;

/** `messages replay --from … --to …`: makes the deployed reader read the bucket's history again. */
export async function replay(desk: MessageDesk, options: ReplayOptions): Promise<void> {
  const { terminal, clock, outputs, pollMilliseconds, confirm } = desk;
  const { callbacks = false, json = false } = options;
  const now = clock.now();
  const { period, remarks } = readablePart(
    { from: options.from, to: options.to ?? now },
    {
      now,
      retentionDays: desk.retentionDays,
      settlingMilliseconds: callbacks ? 0 : ON_ITS_WAY_MILLISECONDS[desk.isLocal ? 'local' : 'aws'],
    },
  );
  for (const remark of remarks) terminal.printError(`  ${remark}`);
  const bucket = { s3: new S3Client(desk.access), bucketName: outputs.EventBucketName };
  const prefixes = await prefixesFor(desk, bucket, options.tenant);
  const { objects, bytes } = await survey(desk, allObjects(bucket, prefixes, period));
  if (objects === 0) {
    terminal.print(json ? jsonOf(0, 0) : `No events were written ${inWords(period)}.`);
    return;
  }
  const queue = createReaderQueue(desk);
  if (!callbacks) await warnOfSwallowedNews(desk, queue);
  await confirm(question(objects, bytes, period, options));

  const progress = startProgress(terminal, objects, 'objects read again');
  const found = allObjects(bucket, prefixes, period);
  const result = await handOver({
    queue,
    clock,
    pollMilliseconds,
    signal: untilInterrupted(desk),
    staleMilliseconds: desk.isLocal ? 0 : COUNTS_MILLISECONDS,
    messages: messagesFor(found, outputs.EventBucketName, !callbacks),
    onProgress: (done) => progress.to(done),
  }).finally(() => progress.end());
  assertDone(result, objects);
  const read = counted(result.handed, 'object');
  if (json) terminal.print(jsonOf(result.handed, result.deadLetters));
  else if (result.deadLetters === 0) terminal.print(`Read again: ${read}.`);
  if (result.deadLetters > 0)
    throw new RefusedError(
      `Of ${read}, ${result.deadLetters} could not be read; npm run tenants -- dead-letters list objects shows them.`,
    );
}

/** @throws RefusedError when there is no such tenant */
async function prefixesFor(
  { table }: MessageDesk,
  bucket: EventBucket,
  tenantId: string | undefined,
): Promise<readonly string[]> {
  if (tenantId === undefined) return await allPrefixes(bucket);
  return prefixesOf((await readTenant(table, tenantId)).accountId);
}

async function* allObjects(
  bucket: EventBucket,
  prefixes: readonly string[],
  period: Period,
): AsyncGenerator<EventObject> {
  for (const prefix of prefixes) yield* eventObjects(bucket, prefix, period);
}

/** Counts the objects; they are listed again when they are sent to the reader. */
async function survey({ terminal }: MessageDesk, found: AsyncIterable<EventObject>): Promise<ReplaySize> {
  let objects = 0;
  let bytes = 0;
  for await (const object of found) {
    objects += 1;
    bytes += object.bytes;
    if (objects % 10_000 === 0) terminal.printError(`  ${objects} objects found …`);
  }
  return { objects, bytes };
}

async function* messagesFor(
  found: AsyncIterable<EventObject>,
  bucketName: string,
  silently: boolean,
): AsyncGenerator<ReplayMessage> {
  for await (const { key } of found) yield replayMessage(bucketName, key, silently);
}

/**
 * A waiting notification cannot be distinguished from a processed one, nor from those of another replay, so the operator
 * must know that something waits.
 */
async function warnOfSwallowedNews({ terminal }: MessageDesk, queue: ReaderQueue): Promise<void> {
  const [waiting, deadLetters] = await Promise.all([queue.waiting(), queue.deadLetters()]);
  const advice = 'events that this replay reads first are not reported to callbacks';
  if (waiting > 0)
    terminal.printError(
      `  ${counted(waiting, 'object')} waiting to be read, new ones or another replay's. Of new ones, ${advice}. Wait, or add --callbacks.`,
    );
  if (deadLetters > 0)
    terminal.printError(
      `  ${counted(deadLetters, 'object')} among the dead letters: ${advice}. Redrive them first, or add --callbacks.`,
    );
}

function question(
  objects: number,
  bytes: number,
  period: Period,
  { tenant, callbacks = false }: ReplayOptions,
): string {
  const { known, lost } = costOf({ objects, bytes });
  const whose = tenant ?? 'all tenants';
  const told = callbacks ? 'Callbacks are told what the table does not know' : 'No callback is told';
  const atWorst =
    dollars(known) === dollars(lost) ? '' : `, ${dollars(lost)} if the table has lost all of it`;
  return `Have ${counted(objects, 'object')} of ${whose} read again (${(bytes / 1e6).toFixed(1)} MB, written ${inWords(period)})? ${told}. About ${dollars(known)} US dollars${atWorst}.`;
}

/** @throws RefusedError when it is not */
function assertDone({ outcome, handed }: HandedOver, objects: number): void {
  const again = 'Running the same replay again is harmless.';
  if (outcome === 'interrupted')
    throw new RefusedError(
      `Interrupted: the reader goes on with ${handed} of ${counted(objects, 'object')}. ${again}`,
    );
  if (outcome === 'stuck')
    throw new RefusedError(
      `The reader has ${handed} of ${counted(objects, 'object')} and makes no progress; its log and npm run tenants -- dead-letters say why. ${again}`,
    );
}

function jsonOf(objects: number, deadLetters: number): string {
  return printJson({ Objects: objects, DeadLetters: deadLetters });
}
