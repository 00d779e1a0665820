import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Refusal } from './contract/registration-event.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Decision } from './decide.ts';
import type { Report } from './report.ts';
import { errorFields } from './runtime/log-line.ts';

export interface BatchDependencies {
  readonly register: (body: string) => Promise<Decision>;
  readonly reconcile: () => Promise<void>;
  readonly deadLetters: DeadLetters;
  readonly report: Report;
}

/** The parts of an SQS record that the registrar reads. */
export type QueuedMessage = Pick<SQSRecord, 'messageId' | 'body'>;

/**
 * Works off one batch of the registration queue: all table writes in order, then the bucket policy once.
 *
 * A passing fault ends the batch. Its message and all behind it are reported as failed, as a FIFO queue needs it
 * ("Reporting batch item failures" in Lambda's guide); when the policy fails, all from the first message that needs it.
 */
export function createBatchHandler({ register, reconcile, deadLetters, report }: BatchDependencies) {
  return async function handleBatch(messages: readonly QueuedMessage[]): Promise<SQSBatchResponse> {
    let firstFailed = messages.length;
    let firstForPolicy: number | undefined;
    for (const [index, message] of messages.entries()) {
      try {
        if (await changesPolicy(message)) firstForPolicy ??= index;
      } catch (error) {
        report.error('A registration message failed and will be tried again', errorFields(error));
        firstFailed = index;
        break;
      }
    }
    if (firstForPolicy !== undefined) {
      try {
        await reconcile();
      } catch (error) {
        report.error('The bucket policy failed and will be tried again', errorFields(error));
        firstFailed = firstForPolicy;
      }
    }
    const failed = messages.slice(firstFailed);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

  async function changesPolicy(message: QueuedMessage): Promise<boolean> {
    if (isReconcile(message.body)) return true;
    const decision = await register(message.body);
    switch (decision.kind) {
      case 'apply':
        report.count('RegistrationApplied');
        return true;
      case 'duplicate':
        // The first time may have ended between the table and the policy.
        report.count('RegistrationDuplicate');
        return true;
      case 'late':
        report.count('RegistrationLate');
        return false;
      case 'refuse':
        await sendToDeadLetters(message, decision);
        return false;
    }
  }

  async function sendToDeadLetters(message: QueuedMessage, refusal: Refusal): Promise<void> {
    await deadLetters.send(message, refusal);
    report.count('RegistrationRefused');
    const { reason, explanation } = refusal;
    report.error('Refused a registration', { messageId: message.messageId, reason, explanation });
  }
}

/** An operator's, a schedule's or a deployment's word; EventBridge's events have an envelope and no such member. */
function isReconcile(body: string): boolean {
  try {
    const message: unknown = JSON.parse(body);
    return typeof message === 'object' && message !== null && Object.keys(message).join() === 'reconcile';
  } catch {
    return false;
  }
}
