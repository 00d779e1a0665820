import { AwsError } from '../../core/aws-error.ts';
import type { Clock } from '../../core/clock/clock.ts';
import type { ReceivedMessage } from '../queue/message.ts';
import type { Queue, ReceiveOptions } from '../queue/queue.ts';

/**
 * Receives messages; when there are none, waits up to `waitSeconds` for the first one ("long polling").
 *
 * @throws AwsError OverLimit when a standard queue has the maximum number of messages in flight, only with short
 * polling ("Quotas related to queues")
 */
export function receiveOrWait(
  queue: Queue,
  options: ReceiveOptions,
  waitSeconds: number,
  clock: Clock,
): Promise<ReceivedMessage[]> {
  const received = queue.receive(options);
  if (received.length === 0 && waitSeconds === 0 && !queue.settings.FifoQueue && queue.isFull) {
    throw new AwsError('OverLimit', 'The queue has the maximum number of messages in flight.', {
      status: 403,
    });
  }
  if (received.length > 0 || waitSeconds === 0) return Promise.resolve(received);
  return new Promise((resolve) => {
    const finish = (messages: ReceivedMessage[]) => {
      cancel();
      unsubscribe();
      resolve(messages);
    };
    const cancel = clock.after(waitSeconds * 1000, () => finish([]));
    const unsubscribe = queue.whenAvailable(() => {
      const late = queue.receive(options);
      if (late.length > 0) finish(late);
    });
  });
}
