import { AwsError } from '../core/aws-error.ts';
import { renderJsonError } from '../core/protocols/json-protocol.ts';
import type { Reply } from '../core/wire-service.ts';

/**
 * The codes of SQS's former query protocol for errors of its JSON protocol; each answer has both, and SDK clients of
 * either protocol read the one that they know.
 */
const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
  AccessDeniedException: 'AccessDenied',
};

/** Errors that are not in SQS's model: the JSON protocol names them differently from the query protocol. */
const UNMODELLED_TYPES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDeniedException',
  InvalidParameterValue: 'InvalidParameterValueException',
  MissingParameter: 'MissingRequiredParameterException',
};

/** The code in the query protocol, which is also in a batch's `Failed` entries. */
export function queryCodeOf({ code }: AwsError): string {
  return QUERY_CODES[code] ?? code;
}

/** The form of "Interpreting Amazon SQS JSON API responses". */
export function renderSqsError(error: AwsError, requestId: string): Reply {
  const unmodelled = UNMODELLED_TYPES[error.code];
  const reply = renderJsonError(error, requestId, '1.0');
  const type =
    unmodelled === undefined ? `com.amazonaws.sqs#${error.code}` : `com.amazon.coral.service#${unmodelled}`;
  return {
    ...reply,
    status: error.code === 'AccessDeniedException' ? 403 : error.status,
    headers: {
      ...reply.headers,
      'x-amzn-query-error': `${queryCodeOf(error)};${error.status < 500 ? 'Sender' : 'Receiver'}`,
    },
    body: JSON.stringify({ __type: type, message: error.message, ...error.members }),
  };
}

export function queueDoesNotExist(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}

export function missingParameter(name: string): AwsError {
  return new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);
}

export function invalidParameter(name: string, value: unknown, reason: string): AwsError {
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  return new AwsError(
    'InvalidParameterValue',
    `Value ${shown} for parameter ${name} is invalid. Reason: ${reason}`,
  );
}
