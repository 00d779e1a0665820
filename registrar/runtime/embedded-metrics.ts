import { METRIC_NAMESPACE } from '../contract/metrics.ts';

export type MetricUnits = Readonly<Record<string, 'Count' | 'Milliseconds' | 'Bytes'>>;

/** Tells CloudWatch which root members of a log line are metrics, and which are their dimensions. */
export interface MetricDirective {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
}

/** A directive for metrics of one service. `furtherDimension` names a member of the line that is a dimension too. */
export function metricDirective(units: MetricUnits, furtherDimension?: string): MetricDirective {
  return {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [furtherDimension === undefined ? ['service'] : ['service', furtherDimension]],
    Metrics: Object.entries(units).map(([Name, Unit]) => ({ Name, Unit })),
  };
}

/**
 * The root members of a log line in CloudWatch's embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 *
 * @param timestamp Milliseconds since the epoch.
 */
export function embeddedMetrics<Metrics extends object>(
  service: string,
  directives: readonly MetricDirective[],
  metrics: Metrics,
  timestamp: number,
) {
  return { _aws: { Timestamp: timestamp, CloudWatchMetrics: directives }, service, ...metrics };
}
