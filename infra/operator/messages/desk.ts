import { setTimeout as sleep } from 'node:timers/promises';
import { MANAGEMENT_STACK_NAME } from '../../../registrar/contract/names.ts';
import { createMessageLookup, type MessageLookup } from '../../../router/messages/operator/message-lookup.ts';
import { UsageError } from '../../access/usage-error.ts';
import type { Operator, Outputs } from '../operator.ts';
import { RefusedError } from '../refused-error.ts';

export interface OperatorClock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Returns early when the signal is aborted. */
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

export const SYSTEM_CLOCK: OperatorClock = {
  now: Date.now,
  pause: (milliseconds, signal) => sleep(milliseconds, undefined, signal && { signal }).catch(() => {}),
};

/** An operator with access to the table of messages. */
export interface MessageDesk extends Operator {
  readonly outputs: Required<Outputs>;
  readonly lookup: MessageLookup;
  readonly retentionDays: number;
  readonly clock: OperatorClock;
}

/** Exit codes of this command. */
export const EXIT = { unknownMessage: 3, expired: 4, notKept: 5 } as const;

/** @throws RefusedError when the deployment keeps nothing of messages; UsageError when its stack is of an earlier revision */
export function openDesk(operator: Operator, clock: OperatorClock): MessageDesk {
  const { outputs, table } = operator;
  if (outputs.MessageRetentionDays === undefined)
    throw new UsageError(
      `${MANAGEMENT_STACK_NAME} has no output MessageRetentionDays. Deploy it again from this revision.`,
    );
  const retentionDays = Number(outputs.MessageRetentionDays);
  if (retentionDays === 0)
    throw new RefusedError(
      'This deployment does not keep the status of messages (messageRetentionDays=0). Deploy it with another value to keep it from then on.',
      { exitCode: EXIT.notKept },
    );
  return {
    ...operator,
    // The stack has all of them when it keeps messages.
    outputs: outputs as Required<Outputs>,
    lookup: createMessageLookup(table.client, clock.now),
    retentionDays,
    clock,
  };
}

/** The next Ctrl-C, which does not end the process: the command finishes what it began. */
export function untilInterrupted({ terminal }: MessageDesk): AbortSignal {
  return terminal.interrupted?.() ?? new AbortController().signal;
}
