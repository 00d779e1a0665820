import {
  CALLBACKS_METRICS,
  CALLBACKS_SERVICE,
  type CallbacksMetric,
} from '../../../registrar/contract/metrics.ts';
import { embeddedMetrics, metricDirective } from '../../../registrar/runtime/embedded-metrics.ts';
import { writeLogLine } from '../../../registrar/runtime/log-line.ts';

/** What deliveries report to operators: no URL, no secret and no data of an event. */
export interface CallbackReport {
  count(metric: CallbacksMetric): void;
  /** A callback has failed so often in a row that its breaker has opened. */
  opened(callback: {
    readonly accountId: string;
    readonly tenantId: string;
    readonly callbackName: string;
  }): void;
  /** A table or a queue of ours failed; the work will be tried again. */
  failure(message: string, error: unknown): void;
}

const DIRECTIVES = [metricDirective(CALLBACKS_METRICS)];

/** Writes failures to standard output at once; `flush` writes the counts as one line in the embedded metric format. */
export function createCallbackReport(): CallbackReport & { flush(): void } {
  let counts: Partial<Record<CallbacksMetric, number>> = {};
  const count: CallbackReport['count'] = (metric) => {
    counts[metric] = (counts[metric] ?? 0) + 1;
  };
  return {
    count,
    opened({ accountId, tenantId, callbackName }) {
      count('CallbackBreakersOpened');
      writeLogLine('INFO', 'The breaker of a callback has opened', { accountId, tenantId, callbackName });
    },
    failure(message, error) {
      // The error's message is left out, because it may quote input.
      writeLogLine('ERROR', message, { errorName: error instanceof Error ? error.name : 'Error' });
    },
    flush() {
      if (Object.keys(counts).length === 0) return;
      writeLogLine('INFO', 'Metrics', embeddedMetrics(CALLBACKS_SERVICE, DIRECTIVES, counts, Date.now()));
      counts = {};
    },
  };
}
