import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { DeadLetters, RefusedMessage } from './dead-letters.ts';
import type { Register } from './register.ts';
import type { Report } from './report.ts';
import { errorFields } from './runtime/log-line.ts';

export interface BatchDependencies {
  readonly beginBatch: () => Register;
  readonly reconcile: () => Promise<void>;
  readonly deadLetters: DeadLetters;
  readonly report: Report;
}

/** The parts of an SQS record that the registrar reads. */
export type QueuedMessage = Pick<SQSRecord, 'messageId' | 'body'>;

/**
 * Processes one batch of the registration queue: all table writes in order, then the dead letters and the bucket
 * policy, once each.
 *
 * A transient fault ends the batch. Its message and all later ones are reported as failed, as a FIFO queue requires
 * ("Reporting batch item failures" in Lambda's guide). When the dead letters or the policy fail, every message from the
 * first one that needs them is reported.
 */
export function createBatchHandler({ beginBatch, reconcile, deadLetters, report }: BatchDependencies) {
  return async function handleBatch(messages: readonly QueuedMessage[]): Promise<SQSBatchResponse> {
    const { refused, firstForPolicy, firstFailed: firstNotRegistered } = await registerAll(messages);
    const notRefused = await sendToDeadLetters(refused);
    const notInPolicy = firstForPolicy === undefined || (await policyWritten()) ? undefined : firstForPolicy;
    const starts = [
      firstNotRegistered,
      messages.findIndex(({ messageId }) => notRefused.has(messageId)),
      notInPolicy ?? -1,
    ].filter((index) => index >= 0);
    const failed = messages.slice(Math.min(messages.length, ...starts));
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

  async function registerAll(messages: readonly QueuedMessage[]) {
    const register = beginBatch();
    const refused: RefusedMessage[] = [];
    let firstForPolicy: number | undefined;
    for (const [index, message] of messages.entries()) {
      try {
        const outcome = isReconcile(message.body)
          ? ({ kind: 'reconcile' } as const)
          : await register(message.body);
        switch (outcome.kind) {
          case 'reconcile':
            firstForPolicy ??= index;
            break;
          case 'apply':
            report.count('RegistrationApplied');
            firstForPolicy ??= index;
            break;
          case 'duplicate':
            // A first attempt may have ended between the table and the policy.
            report.count('RegistrationDuplicate');
            firstForPolicy ??= index;
            break;
          case 'late':
            report.count('RegistrationLate');
            break;
          case 'refuse':
            refused.push({ messageId: message.messageId, body: message.body, refusal: outcome });
        }
      } catch (error) {
        report.error('A registration message failed and will be tried again', errorFields(error));
        return { refused, firstForPolicy, firstFailed: index };
      }
    }
    return { refused, firstForPolicy, firstFailed: messages.length };
  }

  /** @returns the ids of the messages that could not be put into the dead-letter queue */
  async function sendToDeadLetters(refused: readonly RefusedMessage[]): Promise<ReadonlySet<string>> {
    if (refused.length === 0) return new Set();
    let notTaken: ReadonlySet<string>;
    try {
      notTaken = await deadLetters.send(refused);
    } catch (error) {
      report.error('The dead letters could not be sent and will be tried again', errorFields(error));
      notTaken = new Set(refused.map(({ messageId }) => messageId));
    }
    for (const { messageId, refusal } of refused) {
      if (notTaken.has(messageId)) continue;
      report.count('RegistrationRefused');
      const { reason, explanation } = refusal;
      report.error('Refused a registration', { messageId, reason, explanation });
    }
    return notTaken;
  }

  async function policyWritten(): Promise<boolean> {
    try {
      await reconcile();
      return true;
    } catch (error) {
      report.error('The bucket policy could not be written and will be tried again', errorFields(error));
      return false;
    }
  }
}

/**
 * Whether a message was put by an operator, a schedule or a deployment; EventBridge's events have an envelope and no
 * such member.
 */
function isReconcile(body: string): boolean {
  try {
    const message: unknown = JSON.parse(body);
    return typeof message === 'object' && message !== null && Object.keys(message).join() === 'reconcile';
  } catch {
    return false;
  }
}
