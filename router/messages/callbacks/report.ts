import {
  CALLBACKS_METRICS,
  CALLBACKS_SERVICE,
  type CallbacksMetric,
} from '../../../registrar/contract/metrics.ts';
import { embeddedMetrics, metricDirective } from '../../../registrar/runtime/embedded-metrics.ts';
import { writeLogLine } from '../../../registrar/runtime/log-line.ts';

/** What deliveries tell the operators: no URL, no secret and nothing of an event. */
export interface CallbackReport {
  count(metric: CallbacksMetric): void;
  /** A callback has failed so often in a row that its breaker is open from now on. */
  opened(callback: { readonly accountId: string; readonly callbackName: string }): void;
  /** Something of ours failed; it will be tried again. */
  failure(message: string, error: unknown): void;
}

const DIRECTIVES = [metricDirective(CALLBACKS_METRICS)];

/** Reports on standard output: failures at once, counts with `flush` as one line in the embedded metric format. */
export function createCallbackReport(): CallbackReport & { flush(): void } {
  let counts: Partial<Record<CallbacksMetric, number>> = {};
  const count: CallbackReport['count'] = (metric) => {
    counts[metric] = (counts[metric] ?? 0) + 1;
  };
  return {
    count,
    opened({ accountId, callbackName }) {
      count('CallbackBreakersOpened');
      writeLogLine('INFO', 'The breaker of a callback has opened', { accountId, callbackName });
    },
    failure(message, error) {
      // The error's own message stays out: it may quote what was sent.
      writeLogLine('ERROR', message, { errorName: error instanceof Error ? error.name : 'Error' });
    },
    flush() {
      if (Object.keys(counts).length === 0) return;
      writeLogLine('INFO', 'Metrics', embeddedMetrics(CALLBACKS_SERVICE, DIRECTIVES, counts, Date.now()));
      counts = {};
    },
  };
}
