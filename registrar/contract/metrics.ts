/**
 * CloudWatch metrics that functions write into their log and alarms and the dashboard read: one namespace, and the
 * dimension `service`.
 */
export const METRIC_NAMESPACE = 'PinpointTenantRouter';
export const ROUTER_SERVICE = 'router';
export const REGISTRAR_SERVICE = 'registrar';
export const MESSAGES_SERVICE = 'messages';
export const CALLBACKS_SERVICE = 'callbacks';

/** The registrar's metrics and their units. */
export const REGISTRAR_METRICS = {
  /** Registrations that changed the table. */
  RegistrationApplied: 'Count',
  /** Events that had been applied already. */
  RegistrationDuplicate: 'Count',
  /** Events older than the record in the table. */
  RegistrationLate: 'Count',
  /** Events sent to the dead-letter queue because they can never be applied. */
  RegistrationRefused: 'Count',
  /** Tenants that wait for an operator's approval. */
  PendingTenants: 'Count',
  /** Items of the table with attributes that cannot be parsed. */
  DamagedTenants: 'Count',
  /** Accounts that the bucket policy should grant. */
  GrantedAccounts: 'Count',
  /** Size of the policy that follows from the table, written or not. */
  BucketPolicyBytes: 'Bytes',
  BucketPolicyWritten: 'Count',
  /** The policy was not written because it is over S3's limit. */
  BucketPolicyTooLarge: 'Count',
  /**
   * The policy was not written because S3 refused it: a statement that is not the registrar's names a deleted
   * principal.
   */
  BucketPolicyRefused: 'Count',
} as const;

export type RegistrarMetric = keyof typeof REGISTRAR_METRICS;

/** Metrics of the message reader. */
export const MESSAGES_METRICS = {
  ObjectsRead: 'Count',
  /** Objects that hold no tenant's events, such as Firehose's error records. */
  ObjectsSkipped: 'Count',
  EventsRead: 'Count',
  /** Parts of objects, and event details, that describe no message. */
  RecordsSkipped: 'Count',
  /** Final events that were not known before, of delivered messages and of others. */
  MessagesDelivered: 'Count',
  MessagesFailed: 'Count',
  /** Texts from phones. */
  MessagesReceived: 'Count',
  /** Messages of the queues that failed and are received again. */
  ReadsFailed: 'Count',
} as const;

export type MessagesMetric = keyof typeof MESSAGES_METRICS;

/** Metrics of the functions that deliver callbacks. */
export const CALLBACKS_METRICS = {
  /** Attempts that a callback's server answered with 2xx. */
  CallbacksDelivered: 'Count',
  /** Attempts that a callback's server did not answer with 2xx. */
  CallbacksFailed: 'Count',
  /** Deliveries that were dropped because their callback was deleted or their message has expired. */
  CallbacksDropped: 'Count',
  /** Deliveries that went to the dead-letter queue. */
  CallbacksGivenUp: 'Count',
  /** Callbacks that failed so often in a row that their other deliveries wait. */
  CallbackBreakersOpened: 'Count',
} as const;

export type CallbacksMetric = keyof typeof CALLBACKS_METRICS;
