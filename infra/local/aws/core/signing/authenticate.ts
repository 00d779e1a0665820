import { AwsError } from '../aws-error.ts';
import type { RoleCaller, UserCaller } from '../caller.ts';
import type { AccessKeys } from './access-keys.ts';
import type { Signature, UnverifiedRequest } from './signature.ts';
import { bodyMatchesDeclaredHash, isSignedBy, signingTime } from './signature.ts';

const MAX_SKEW_MILLISECONDS = 5 * 60_000;

/**
 * Identifies the signer of a request. Errors have the names of AWS JSON services; the other protocols translate them.
 *
 * @param now milliseconds of the local AWS's clock, for the end of sessions; signatures are compared with the machine's
 * clock, because clients use that one
 * @throws AwsError UnrecognizedClientException, InvalidSignatureException, ExpiredTokenException
 */
export function authenticate(
  request: UnverifiedRequest,
  signature: Signature,
  keys: AccessKeys,
  now: number,
): UserCaller | RoleCaller {
  const key = keys.find(signature.accessKeyId);
  if (key === undefined || key.sessionToken !== signature.sessionToken)
    throw new AwsError(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
    );
  if (!isSignedBy(key.secretAccessKey, signature, request) || !bodyMatchesDeclaredHash(request)) {
    throw new AwsError(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. ' +
        'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  assertInDate(signature, Date.now());
  if (key.caller.kind === 'role' && key.caller.expiresAt <= now)
    throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired');
  return key.caller;
}

function assertInDate(signature: Signature, now: number): void {
  const { expiresSeconds, time } = signature;
  const age = now - signingTime(signature);
  const lifetime = expiresSeconds === undefined ? MAX_SKEW_MILLISECONDS : expiresSeconds * 1000;
  if (age > lifetime)
    throw invalidTime(`Signature expired: ${time} is now earlier than ${basicTime(now - lifetime)}`, now);
  if (age < -MAX_SKEW_MILLISECONDS)
    throw invalidTime(
      `Signature not yet current: ${time} is still later than ${basicTime(now + MAX_SKEW_MILLISECONDS)}`,
      now,
    );
}

function invalidTime(message: string, now: number): AwsError {
  return new AwsError('InvalidSignatureException', `${message} (${basicTime(now)} +/- 5 min.)`);
}

/** `YYYYMMDDTHHMMSSZ` */
function basicTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
}
