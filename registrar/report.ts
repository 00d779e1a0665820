import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { REGISTRAR_NAMESPACE, REGISTRAR_SERVICE, type RegistrarMetric } from './contract/metrics.ts';

type Fields = Readonly<Record<string, string | number>>;

/** What the registrar tells its operators: metrics, and JSON lines without anything personal. */
export interface Report {
  /** @param occurrences default 1 */
  count(metric: RegistrarMetric, occurrences?: number): void;
  measure(metric: RegistrarMetric, value: number): void;
  info(message: string, fields: Fields): void;
  error(message: string, fields: Fields): void;
}

/**
 * Reports on standard output. Lines are written there directly, so that their fields stay at the root under Lambda's
 * JSON log format too. Metrics go out with `flush`, in CloudWatch's embedded metric format.
 */
export function createReport(): Report & { flush(): void } {
  const metrics = new Metrics({ namespace: REGISTRAR_NAMESPACE, serviceName: REGISTRAR_SERVICE });
  return {
    count: (metric, occurrences = 1) => metrics.addMetric(metric, MetricUnit.Count, occurrences),
    measure: (metric, value) =>
      metrics.addMetric(metric, metric.endsWith('Bytes') ? MetricUnit.Bytes : MetricUnit.Count, value),
    info: (message, fields) => writeLine('INFO', message, fields),
    error: (message, fields) => writeLine('ERROR', message, fields),
    flush: () => metrics.publishStoredMetrics(),
  };
}

function writeLine(level: string, message: string, fields: Fields): void {
  const timestamp = new Date().toISOString();
  process.stdout.write(`${JSON.stringify({ timestamp, level, message, ...fields })}\n`);
}
