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
  /** Events that had been applied before. */
  RegistrationDuplicate: 'Count',
  /** Events older than what the table holds. */
  RegistrationLate: 'Count',
  /** Events sent to the dead-letter queue for good. */
  RegistrationRefused: 'Count',
  /** Tenants that wait for an operator's approval. */
  PendingTenants: 'Count',
  /** Items of the table with attributes that nobody can read. */
  DamagedTenants: 'Count',
  /** Accounts that the bucket policy is to grant. */
  GrantedAccounts: 'Count',
  /** Size of the policy that the table asks for, whether or not it was written. */
  BucketPolicyBytes: 'Bytes',
  BucketPolicyWritten: 'Count',
  /** The policy would have been over S3's limit and was left as it stood. */
  BucketPolicyTooLarge: 'Count',
  /** S3 refused the policy as malformed: a statement that is not ours names a principal that is gone. */
  BucketPolicyRefused: 'Count',
} as const;

export type RegistrarMetric = keyof typeof REGISTRAR_METRICS;

/** Those of the function that reads what became of messages. */
export const MESSAGES_METRICS = {
  ObjectsRead: 'Count',
  /** Objects that hold no tenant's events, such as what Firehose could not deliver. */
  ObjectsSkipped: 'Count',
  EventsRead: 'Count',
  /** Pieces of objects, and details of events, that say nothing of a message. */
  RecordsSkipped: 'Count',
  /** Final events that were not known before: of messages that arrived, and of those that did not. */
  MessagesDelivered: 'Count',
  MessagesFailed: 'Count',
  /** Texts from phones. */
  MessagesReceived: 'Count',
  /** Messages of the queues that failed and come back. */
  ReadsFailed: 'Count',
} as const;

export type MessagesMetric = keyof typeof MESSAGES_METRICS;

/** Those of the functions that deliver callbacks. */
export const CALLBACKS_METRICS = {
  /** Attempts that a callback's server answered with 2xx. */
  CallbacksDelivered: 'Count',
  /** Attempts that it did not. */
  CallbacksFailed: 'Count',
  /** Deliveries for which nothing was left: the callback is deleted, or what they report. */
  CallbacksDropped: 'Count',
  /** Deliveries that went to the dead-letter queue. */
  CallbacksGivenUp: 'Count',
  /** Callbacks that failed so often in a row that others of theirs wait. */
  CallbackBreakersOpened: 'Count',
} as const;

export type CallbacksMetric = keyof typeof CALLBACKS_METRICS;
