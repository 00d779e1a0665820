import { ROUTER_SERVICE } from '../../../registrar/contract/metrics.ts';
import { embeddedMetrics, metricDirective } from '../../../registrar/runtime/embedded-metrics.ts';

/** CloudWatch metrics of the router, under the dimension `service`; `Errors` also by `errorName`. */
export interface RequestMetrics {
  readonly Requests: number;
  /** Answers with status 400 and up. */
  readonly Errors: number;
  /** Answers with status 500 and up. */
  readonly Faults: number;
  /** Milliseconds from the request's arrival to its answer. */
  readonly Latency: number;
  /** Look-ups of tenants that the cache answered, and those that it did not. */
  readonly TenantCacheHits: number;
  readonly TenantCacheMisses: number;
  readonly CredentialCacheHits: number;
  /** AssumeRole calls that succeeded. */
  readonly AssumeRoleCalls: number;
  /** Messages that AWS accepted, if the deployment keeps their status. */
  readonly MessagesAccepted: number;
  /** Those of them that were not in the table of messages when the answer was sent. */
  readonly MessagesUnrecorded: number;
}

const UNITS: Readonly<Record<keyof RequestMetrics, 'Count' | 'Milliseconds'>> = {
  Requests: 'Count',
  Errors: 'Count',
  Faults: 'Count',
  Latency: 'Milliseconds',
  TenantCacheHits: 'Count',
  TenantCacheMisses: 'Count',
  CredentialCacheHits: 'Count',
  AssumeRoleCalls: 'Count',
  MessagesAccepted: 'Count',
  MessagesUnrecorded: 'Count',
};

const DIRECTIVES = [metricDirective(UNITS)];
const ERROR_DIRECTIVES = [...DIRECTIVES, metricDirective({ Errors: 'Count' }, 'errorName')];

/** The metrics of a log line. Its `errorName`, if present, is a dimension of `Errors`. */
export function requestMetrics(metrics: RequestMetrics, timestamp: number, errorName: string | undefined) {
  const directives = errorName === undefined ? DIRECTIVES : ERROR_DIRECTIVES;
  return embeddedMetrics(ROUTER_SERVICE, directives, metrics, timestamp);
}
