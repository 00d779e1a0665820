import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { REGISTRAR_NAMESPACE, REGISTRAR_SERVICE, type RegistrarMetric } from './contract/metrics.ts';
import { type LogFields, writeLogLine } from './runtime/log-line.ts';

/** What the registrar tells its operators: metrics, and JSON lines without anything personal. */
export interface Report {
  /** @param occurrences default 1 */
  count(metric: RegistrarMetric, occurrences?: number): void;
  measure(metric: RegistrarMetric, value: number): void;
  info(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

/**
 * Reports on standard output: lines at once, metrics with `flush`, in CloudWatch's embedded metric format.
 */
export function createReport(): Report & { flush(): void } {
  const metrics = new Metrics({ namespace: REGISTRAR_NAMESPACE, serviceName: REGISTRAR_SERVICE });
  return {
    count: (metric, occurrences = 1) => metrics.addMetric(metric, MetricUnit.Count, occurrences),
    measure: (metric, value) =>
      metrics.addMetric(metric, metric.endsWith('Bytes') ? MetricUnit.Bytes : MetricUnit.Count, value),
    info: (message, fields) => writeLogLine('INFO', message, fields),
    error: (message, fields) => writeLogLine('ERROR', message, fields),
    flush: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
