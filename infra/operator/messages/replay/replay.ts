import { S3Client } from '@aws-sdk/client-s3';
import { replayMessage } from '../../../../router/messages/operator/replay-message.ts';
import { UsageError } from '../../../access/usage-error.ts';
import { printJson } from '../../printable.ts';
import type { ProgramOptions } from '../../program.ts';
import { startProgress } from '../../progress.ts';
import { RefusedError } from '../../refused-error.ts';
import { readTenant } from '../../tenants-table.ts';
import { type MessageDesk, untilInterrupted } from '../desk.ts';
import { costOf, dollars } from './cost.ts';
import { allPrefixes, type EventObject, eventObjects, prefixesOf } from './event-objects.ts';
import { type HandedOver, handOver } from './hand-over.ts';
import type { Period } from './period.ts';
import { createReaderQueue, type ReaderQueue } from './reader-queue.ts';

export interface ReplayOptions extends ProgramOptions, Period {
  readonly tenant?: string;
  readonly callbacks?: boolean;
}

/**
 * What is younger may be on its way through the queue still (the alarm `LateMessageEvents` has the same limit). Read
 * silently before that, it would be no news any more when its own turn comes, and callbacks would never be told.
 */
const ON_ITS_WAY_MILLISECONDS = { aws: 15 * 60_000, local: 5_000 } as const;
const DAY_MILLISECONDS = 24 * 3_600_000;

/** `messages replay --from … --to …`: has the deployed reader read the bucket's history again. */
export async function replay(desk: MessageDesk, options: ReplayOptions): Promise<void> {
  const { terminal, clock, outputs, pollMilliseconds, confirm } = desk;
  const { callbacks = false, json = false } = options;
  const period = periodOf(desk, options);
  const objects = await findObjects(desk, options.tenant, period);
  const bytes = objects.reduce((sum, object) => sum + object.bytes, 0);
  if (objects.length === 0) {
    terminal.print(json ? jsonOf(0, 0) : `No events were written ${wordsOf(period)}.`);
    return;
  }
  const queue = createReaderQueue(desk);
  if (!callbacks) await warnOfSwallowedNews(desk, queue);
  await confirm(question(objects.length, bytes, period, options));

  const progress = startProgress(terminal, objects.length, 'objects read again');
  const messages = objects.map(({ key }) => replayMessage(outputs.EventBucketName, key, !callbacks));
  const result = await handOver({
    ...{ queue, messages, clock, pollMilliseconds, signal: untilInterrupted(desk) },
    onProgress: (done) => progress.to(done),
  }).finally(() => progress.end());
  assertDone(result, objects.length);
  if (json) terminal.print(jsonOf(objects.length, result.deadLetters));
  else if (result.deadLetters === 0) terminal.print(`${objects.length} objects were read again.`);
  if (result.deadLetters > 0)
    throw new RefusedError(
      `${objects.length} objects were given to the reader, and ${result.deadLetters} of its dead letters are new: npm run tenants -- dead-letters shows them.`,
    );
}

/** @throws UsageError when nothing can be in it */
function periodOf({ clock, retentionDays, isLocal, terminal }: MessageDesk, options: ReplayOptions): Period {
  const kept = clock.now() - retentionDays * DAY_MILLISECONDS;
  const settled = clock.now() - ON_ITS_WAY_MILLISECONDS[isLocal ? 'local' : 'aws'];
  const latest = options.callbacks === true ? clock.now() : settled;
  if (options.from >= options.to) throw new UsageError('--from must be earlier than --to.');
  if (options.to <= kept)
    throw new UsageError(
      `What was written before ${iso(kept)} is not kept any more (${retentionDays} days): give a later --to.`,
    );
  if (options.from >= latest)
    throw new UsageError(
      `What was written after ${iso(latest)} is on its way to the reader still: give an earlier --from${options.callbacks === true ? '' : ', or --callbacks'}.`,
    );
  if (options.from < kept)
    terminal.printError(`  from ${iso(kept)}: what is older is not kept any more (${retentionDays} days)`);
  if (options.to > latest)
    terminal.printError(`  to ${iso(latest)}: what is younger is on its way to the reader`);
  return { from: Math.max(options.from, kept), to: Math.min(options.to, latest) };
}

async function findObjects(
  { access, outputs, table, terminal }: MessageDesk,
  tenantId: string | undefined,
  period: Period,
): Promise<readonly EventObject[]> {
  const account = tenantId === undefined ? undefined : (await readTenant(table, tenantId)).accountId;
  const bucket = {
    // By path, at an address without a name.
    s3: new S3Client({ ...access, forcePathStyle: access.endpoint !== undefined }),
    bucketName: outputs.EventBucketName,
  };
  const prefixes = account === undefined ? await allPrefixes(bucket) : prefixesOf(account);
  const found: EventObject[] = [];
  for (const prefix of prefixes) {
    for await (const object of eventObjects(bucket, prefix, period)) {
      found.push(object);
      if (found.length % 10_000 === 0) terminal.printError(`  ${found.length} objects found …`);
    }
  }
  return found;
}

/** Nobody can tell a notification that waits from one that was worked off: the operator must know that there are some. */
async function warnOfSwallowedNews({ terminal }: MessageDesk, queue: ReaderQueue): Promise<void> {
  const [waiting, deadLetters] = await Promise.all([queue.waiting(), queue.deadLetters()]);
  const advice = "what this replay reads of them first is told to nobody's callbacks";
  if (waiting > 0)
    terminal.printError(`  ${waiting} new objects wait to be read: ${advice}. Wait, or --callbacks.`);
  if (deadLetters > 0)
    terminal.printError(
      `  ${deadLetters} objects are dead letters: ${advice}. Redrive them before, or --callbacks.`,
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
  return `Have ${objects} objects of ${whose} read again (${(bytes / 1e6).toFixed(1)} MB, written ${wordsOf(period)})? ${told}. About ${dollars(known)} US dollars, ${dollars(lost)} if the table has lost all of it.`;
}

/** @throws RefusedError when it is not */
function assertDone({ outcome, handed }: HandedOver, objects: number): void {
  const again = 'To replay the same once more is harmless.';
  if (outcome === 'interrupted')
    throw new RefusedError(`Interrupted: the reader goes on with ${handed} of ${objects} objects. ${again}`);
  if (outcome === 'stuck')
    throw new RefusedError(
      `The reader has ${handed} of ${objects} objects and does not get on: its log, and npm run tenants -- dead-letters, say why. ${again}`,
    );
}

function jsonOf(objects: number, deadLetters: number): string {
  return printJson({ Objects: objects, DeadLetters: deadLetters });
}

function wordsOf({ from, to }: Period): string {
  return `from ${iso(from)} to ${iso(to)}`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
