import type { Message } from '@aws-sdk/client-sqs';
import { EXPLANATION_ATTRIBUTE, REASON_ATTRIBUTE } from '../../../../registrar/contract/names.ts';
import { poll } from '../../../access/poll.ts';
import type { Operator } from '../../operator.ts';
import { RefusedError } from '../../refused-error.ts';
import { renderTable } from '../../render-table.ts';
import { peekDeadLetters, startRedrive } from '../registration-queues.ts';
import type { LookOptions } from './look.ts';

interface DeadLetter {
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
  readonly explanation: string;
  /** From the envelope and the detail; empty when it cannot be read. */
  readonly account: string;
  readonly tenantId: string;
}

/** `tenants dead-letters list`: lists the ten oldest refused registrations. */
export async function listDeadLetters(operator: Operator, { json }: LookOptions): Promise<void> {
  const { terminal } = operator;
  const { messages, count } = await peekDeadLetters(operator);
  const letters = messages.map(deadLetter);
  if (json === true) return terminal.print(JSON.stringify({ count, letters }, undefined, 2));
  if (count === 0) return terminal.print('There are no dead letters.');
  const head = ['refused at', 'reason', 'account', 'tenant', 'explanation'];
  const rows = letters.map(({ at, reason, account, tenantId, explanation }) => [
    at,
    reason,
    account,
    tenantId,
    explanation,
  ]);
  terminal.print(renderTable(head, rows));
  terminal.print(
    `${letters.length} of ${count}, the oldest first. infra/RUNBOOK.md says what to do about each reason.`,
  );
}

/** An hour's worth at SQS's top speed of 500 a second. */
const REDRIVE_SECONDS = 3600;

/** `tenants dead-letters redrive`: sends all dead letters to the registrar again, once their cause is gone. */
export async function redriveDeadLetters(operator: Operator): Promise<void> {
  const { terminal } = operator;
  const look = await startRedrive(operator);
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
  terminal.print(
    `${task.moved ?? 0} dead letters were sent to the registrar. Those that it refuses again come back here.`,
  );
}

function deadLetter({ Body = '', Attributes, MessageAttributes = {} }: Message): DeadLetter {
  const { account, detail } = jsonObject(Body) as { account?: unknown; detail?: { tenantId?: unknown } };
  return {
    at: new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString(),
    reason: MessageAttributes[REASON_ATTRIBUTE]?.StringValue ?? '(failed ten times)',
    explanation: MessageAttributes[EXPLANATION_ATTRIBUTE]?.StringValue ?? "The registrar's log says why.",
    account: printable(account),
    tenantId: printable(detail?.tenantId),
  };
}

/** Any account of the organization may be the sender, so its text must neither steer the terminal nor fill it. */
function printable(value: unknown): string {
  return typeof value === 'string' ? value.replace(/[^\x20-\x7e]/g, '?').slice(0, 64) : '';
}

function jsonObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
