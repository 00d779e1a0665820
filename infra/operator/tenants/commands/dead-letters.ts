import { poll } from '../../../access/poll.ts';
import { renderTable } from '../../../access/render-table.ts';
import type { Operator } from '../../operator.ts';
import { printJson } from '../../printable.ts';
import { RefusedError } from '../../refused-error.ts';
import { type DeadLetter, deadLetter } from '../dead-letters/content.ts';
import {
  DEAD_LETTER_QUEUE_NAMES,
  DEAD_LETTER_QUEUES,
  type DeadLetterQueue,
  type DeadLetterQueueName,
} from '../dead-letters/queues.ts';
import { peekDeadLetters, startRedrive } from '../dead-letters/sqs.ts';
import type { LookOptions } from './look.ts';

interface SeenQueue {
  readonly queue: DeadLetterQueueName;
  readonly holds: string;
  readonly count: number;
  readonly letters: readonly DeadLetter[];
}

/** `tenants dead-letters list [queue]`: counts the messages of each queue, and shows ten of them. */
export async function listDeadLetters(
  operator: Operator,
  name: DeadLetterQueueName | undefined,
  { json }: LookOptions,
): Promise<void> {
  const { terminal } = operator;
  const seen: SeenQueue[] = [];
  for (const each of name === undefined ? DEAD_LETTER_QUEUE_NAMES : [name]) {
    const queue = await lookInto(operator, each);
    if (queue !== undefined) seen.push(queue);
  }
  const count = seen.reduce((sum, queue) => sum + queue.count, 0);
  if (json === true)
    return terminal.print(printJson({ count, queues: queuesOf(seen), letters: lettersOf(seen) }, 2));
  if (count === 0) return terminal.print('There are no dead letters.');
  const rows = seen.map(({ queue, holds, count: held }) => [queue, holds, String(held)]);
  terminal.print(renderTable(['queue', 'holds', 'letters'], rows));
  for (const queue of seen) if (queue.count > 0) printLetters(operator, queue);
  terminal.print('infra/RUNBOOK.md says what to do about each reason.');
}

/** An hour's worth at SQS's top speed of 500 a second. */
const REDRIVE_SECONDS = 3600;

/**
 * `tenants dead-letters redrive [queue]`: sends a queue's messages back to where they failed, once the cause is gone.
 */
export async function redriveDeadLetters(operator: Operator, name: DeadLetterQueueName): Promise<void> {
  const { access, terminal, confirm } = operator;
  const { redrive, question }: DeadLetterQueue = DEAD_LETTER_QUEUES[name];
  const from = urlOf(operator, name);
  if (from === undefined)
    throw new RefusedError(
      `This deployment has no queue ${name}: it keeps no messages (messageRetentionDays=0).`,
    );
  if ('instead' in redrive) throw new RefusedError(`${name} cannot be redriven. ${redrive.instead}`);
  if (question !== undefined) await confirm(question);
  const look = await startRedrive(access, { from, to: operator.outputs[redrive.to] ?? '' });
  const task = await poll(operator, REDRIVE_SECONDS, async () => {
    const {
      Status,
      ApproximateNumberOfMessagesMoved: moved,
      ApproximateNumberOfMessagesToMove: all,
    } = await look();
    terminal.printError(`  ${moved ?? 0} of ${all ?? 0} moved`);
    return Status === 'RUNNING' ? undefined : { Status, moved };
  });
  if (task?.Status !== 'COMPLETED')
    throw new RefusedError(
      `The redrive is ${task?.Status ?? 'still running'}; npm run tenants -- dead-letters lists the rest.`,
    );
  const moved = task.moved ?? 0;
  if (moved === 0) return terminal.print(`The dead-letter queue ${name} is empty: nothing was sent back.`);
  terminal.print(`${moved} dead letters of ${name} were sent back. Those that fail again come back here.`);
}

async function lookInto(operator: Operator, queue: DeadLetterQueueName): Promise<SeenQueue | undefined> {
  const url = urlOf(operator, queue);
  if (url === undefined) return undefined;
  const { holds, content, failed }: DeadLetterQueue = DEAD_LETTER_QUEUES[queue];
  const { messages, count } = await peekDeadLetters(operator.access, url);
  return { queue, holds, count, letters: messages.map((message) => deadLetter(message, content, failed)) };
}

/** Undefined in a deployment that keeps no messages. */
function urlOf({ outputs }: Operator, queue: DeadLetterQueueName): string | undefined {
  return outputs[DEAD_LETTER_QUEUES[queue].output];
}

function queuesOf(seen: readonly SeenQueue[]) {
  return seen.map(({ queue, holds, count }) => ({ queue, holds, count }));
}

function lettersOf(seen: readonly SeenQueue[]) {
  return seen.flatMap(({ queue, letters }) => letters.map((letter) => ({ queue, ...letter })));
}

function printLetters({ terminal }: Operator, { queue, count, letters }: SeenQueue): void {
  const head = ['dead since', 'reason', 'account', 'tenant', 'about', 'explanation'];
  const rows = letters.map(({ at, reason, account, tenantId, about, explanation }) => [
    at,
    reason,
    account,
    tenantId,
    about,
    explanation,
  ]);
  terminal.print(`\n${queue}: ${letters.length} of ${count}`);
  terminal.print(renderTable(head, rows));
}
