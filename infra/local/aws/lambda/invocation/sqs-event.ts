import * as v from 'valibot';
import type { ReceivedMessage } from '../../sqs/queue/message.ts';

const BatchResponse = v.object({
  batchItemFailures: v.nullish(v.array(v.object({ itemIdentifier: v.pipe(v.string(), v.nonEmpty()) }))),
});

/** The event of "Using Lambda with Amazon SQS". */
export function sqsEvent(messages: readonly ReceivedMessage[], queueArn: string, awsRegion: string) {
  return {
    Records: messages.map((message) => ({
      messageId: message.messageId,
      receiptHandle: message.receiptHandle,
      body: message.body,
      attributes: message.attributes,
      messageAttributes: Object.fromEntries(
        Object.entries(message.messageAttributes).map(([name, attribute]) => [
          name,
          { ...attribute, stringListValues: [], binaryListValues: [] },
        ]),
      ),
      md5OfBody: message.md5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion,
    })),
  };
}

/**
 * The message ids that a function's answer reports as failed ("Implementing partial batch responses"). No answer, or an
 * empty list, is a success; an answer of another form, or with an unknown id, fails the whole batch.
 */
export function failedMessageIds(payload: Buffer, messages: readonly ReceivedMessage[]): ReadonlySet<string> {
  const ids = new Set(messages.map(({ messageId }) => messageId));
  const answer: unknown = JSON.parse(payload.toString() || 'null');
  if (answer === null) return new Set();
  const parsed = v.safeParse(BatchResponse, answer);
  if (!parsed.success) return ids;
  const failed = (parsed.output.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((id) => ids.has(id)) ? new Set(failed) : ids;
}
