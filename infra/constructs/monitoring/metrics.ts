import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  CALLBACKS_SERVICE,
  type CallbacksMetric,
  MESSAGES_SERVICE,
  METRIC_NAMESPACE,
  type MessagesMetric,
  REGISTRAR_SERVICE,
  type RegistrarMetric,
  ROUTER_SERVICE,
} from '../../../registrar/contract/metrics.ts';
import type { RequestMetrics } from '../../../router/http/log/metrics.ts';

/** All functions write embedded metrics into one namespace, with the dimension `service`. */
export const NAMESPACE = METRIC_NAMESPACE;

const PERIOD = Duration.minutes(5);

/** A metric of the router's log lines. */
export function routerMetric(metricName: keyof RequestMetrics, statistic = 'Sum', period = PERIOD): Metric {
  return serviceMetric(ROUTER_SERVICE, metricName, statistic, period);
}

/** A metric of the registrar's log lines. */
export function registrarMetric(metricName: RegistrarMetric, statistic = 'Sum', period = PERIOD): Metric {
  return serviceMetric(REGISTRAR_SERVICE, metricName, statistic, period);
}

/** A metric of the message reader's log lines. */
export function messagesMetric(metricName: MessagesMetric, statistic = 'Sum', period = PERIOD): Metric {
  return serviceMetric(MESSAGES_SERVICE, metricName, statistic, period);
}

/** A metric of the log lines of the functions that deliver callbacks. */
export function callbacksMetric(metricName: CallbacksMetric, statistic = 'Sum', period = PERIOD): Metric {
  return serviceMetric(CALLBACKS_SERVICE, metricName, statistic, period);
}

function serviceMetric(service: string, metricName: string, statistic: string, period: Duration): Metric {
  return new Metric({ namespace: NAMESPACE, metricName, dimensionsMap: { service }, statistic, period });
}
