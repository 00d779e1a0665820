import { REGISTRAR_METRICS, REGISTRAR_SERVICE, type RegistrarMetric } from './contract/metrics.ts';
import { embeddedMetrics, metricDirective } from './runtime/embedded-metrics.ts';
import { type LogFields, writeLogLine } from './runtime/log-line.ts';

/** Reports to operators: metrics, and JSON log lines without personal data. */
export interface Report {
  /** @param occurrences default 1 */
  count(metric: RegistrarMetric, occurrences?: number): void;
  measure(metric: RegistrarMetric, value: number): void;
  info(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

/**
 * Writes log lines to standard output at once; `flush` writes metrics as one line in the embedded metric format.
 */
export function createReport(): Report & { flush(): void } {
  let metrics: Partial<Record<RegistrarMetric, number>> = {};
  return {
    count: (metric, occurrences = 1) => {
      metrics[metric] = (metrics[metric] ?? 0) + occurrences;
    },
    measure: (metric, value) => {
      metrics[metric] = value;
    },
    info: (message, fields) => writeLogLine('INFO', message, fields),
    error: (message, fields) => writeLogLine('ERROR', message, fields),
    flush: () => {
      const names = Object.keys(metrics) as RegistrarMetric[];
      if (names.length === 0) return;
      const units = Object.fromEntries(names.map((name) => [name, REGISTRAR_METRICS[name]]));
      writeLogLine(
        'INFO',
        'Metrics',
        embeddedMetrics(REGISTRAR_SERVICE, [metricDirective(units)], metrics, Date.now()),
      );
      metrics = {};
    },
  };
}
