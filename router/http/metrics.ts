/** CloudWatch metrics of the router, under the dimension `service`; `Errors` also by `errorName`. */
export interface RequestMetrics {
  readonly Requests: number;
  /** Answers with status 400 and up. */
  readonly Errors: number;
  /** Answers with status 500 and up. */
  readonly Faults: number;
  /** Milliseconds from the request's arrival to its answer. */
  readonly Latency: number;
  /** Look-ups of tenants that the cache answered, and that it did not. */
  readonly TenantCacheHits: number;
  readonly TenantCacheMisses: number;
  readonly CredentialCacheHits: number;
  /** Calls of AssumeRole that gave credentials. */
  readonly AssumeRoleCalls: number;
}

const NAMESPACE = 'PinpointTenantRouter';

const UNITS: Readonly<Record<keyof RequestMetrics, 'Count' | 'Milliseconds'>> = {
  Requests: 'Count',
  Errors: 'Count',
  Faults: 'Count',
  Latency: 'Milliseconds',
  TenantCacheHits: 'Count',
  TenantCacheMisses: 'Count',
  CredentialCacheHits: 'Count',
  AssumeRoleCalls: 'Count',
};

const DIRECTIVES = [
  {
    Namespace: NAMESPACE,
    Dimensions: [['service']],
    Metrics: Object.entries(UNITS).map(([Name, Unit]) => ({ Name, Unit })),
  },
];

const ERROR_DIRECTIVES = [
  ...DIRECTIVES,
  {
    Namespace: NAMESPACE,
    Dimensions: [['service', 'errorName']],
    Metrics: [{ Name: 'Errors', Unit: 'Count' }],
  },
];

/**
 * The root members that make a log line one in CloudWatch's embedded metric format: the metrics, the dimension
 * `service`, and the instruction that names them. The line itself has `errorName` if there is one.
 */
export function embeddedMetrics(metrics: RequestMetrics, timestamp: number, errorName: string | undefined) {
  const CloudWatchMetrics = errorName === undefined ? DIRECTIVES : ERROR_DIRECTIVES;
  return { _aws: { Timestamp: timestamp, CloudWatchMetrics }, service: 'router', ...metrics };
}
