import { MESSAGES_METRICS, MESSAGES_SERVICE, type MessagesMetric } from '../../registrar/contract/metrics.ts';
import { embeddedMetrics, metricDirective } from '../../registrar/runtime/embedded-metrics.ts';
import { writeLogLine } from '../../registrar/runtime/log-line.ts';

/** What the reader reports to operators, without any data of an event. */
export interface ReaderReport {
  /** @param occurrences default 1 */
  count(metric: MessagesMetric, occurrences?: number): void;
  /** A message of the queue failed. It is received again, and in the end goes to the dead-letter queue. */
  failure(messageId: string, error: unknown): void;
}

const DIRECTIVES = [metricDirective(MESSAGES_METRICS)];

/** Writes failures to standard output at once; `flush` writes the counts as one line in the embedded metric format. */
export function createReport(): ReaderReport & { flush(): void } {
  let counts: Partial<Record<MessagesMetric, number>> = {};
  const count: ReaderReport['count'] = (metric, occurrences = 1) => {
    counts[metric] = (counts[metric] ?? 0) + occurrences;
  };
  return {
    count,
    failure(messageId, error) {
      count('ReadsFailed');
      // The error's message is left out, because it may quote the event.
      const errorName = error instanceof Error ? error.name : 'Error';
      writeLogLine('ERROR', 'A message of the queue failed and will be tried again', {
        messageId,
        errorName,
      });
    },
    flush() {
      writeLogLine('INFO', 'Metrics', embeddedMetrics(MESSAGES_SERVICE, DIRECTIVES, counts, Date.now()));
      counts = {};
    },
  };
}
