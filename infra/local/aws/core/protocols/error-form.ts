import type { AwsError } from '../aws-error.ts';
import type { UnverifiedRequest } from '../signing/signature.ts';
import type { Reply } from '../wire-service.ts';
import { renderJsonError } from './json-protocol.ts';
import { renderQueryError } from './query-protocol.ts';
import { renderRestJsonError } from './rest-json-protocol.ts';

/** Renders an error that no service renders; the request's form determines the protocol. */
export function renderInFormOf(
  { headers, body }: UnverifiedRequest,
  error: AwsError,
  requestId: string,
): Reply {
  if (headers['x-amz-target'] !== undefined) return renderJsonError(error, requestId, '1.0');
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  if (isForm && body.includes('Action='))
    return renderQueryError(error, requestId, 'http://webservices.amazon.com/AWSFault/2005-15-09');
  return renderRestJsonError(error);
}
