import type { AwsError } from '../aws-error.ts';
import type { Reply } from '../wire-service.ts';

/** REST services refuse with 403 where AWS JSON services refuse with 400. */
const REFUSALS = new Set([
  'AccessDeniedException',
  'ExpiredTokenException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'UnrecognizedClientException',
]);

export function restJsonReply(status: number, body: unknown): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** `x-amzn-errortype` has the error's name, the body its message. */
export function renderRestJsonError(error: AwsError): Reply {
  const { code, message, members, status } = error;
  const reply = restJsonReply(REFUSALS.has(code) ? 403 : status, { message, ...members });
  return { ...reply, headers: { ...reply.headers, 'x-amzn-errortype': code } };
}
