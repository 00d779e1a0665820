import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../aws-error.ts';

/** A request before its signature is verified. */
export interface UnverifiedRequest {
  readonly method: string;
  /** As sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** As sent: not yet decoded from `aws-chunked`. */
  readonly body: Buffer;
}

/** The claims of a Signature Version 4, in the `Authorization` header or in the query of a presigned URL. */
export interface Signature {
  readonly accessKeyId: string;
  /** Of the credential scope, `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  /** The credential scope's service name. */
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly time: string;
  readonly sessionToken?: string;
  /** Of a presigned URL: for how many seconds after `time` it is valid. */
  readonly expiresSeconds?: number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** The query parameters of a presigned URL. */
const PRESIGNING: readonly string[] = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-SignedHeaders',
  'X-Amz-Signature',
  'X-Amz-Date',
  'X-Amz-Expires',
  'X-Amz-Security-Token',
];

/**
 * Undefined for a request without any Signature Version 4.
 *
 * @throws AwsError IncompleteSignatureException
 */
export function parseSignature({ headers, query }: UnverifiedRequest): Signature | undefined {
  const { authorization } = headers;
  if (authorization?.startsWith(ALGORITHM)) {
    const fields = authorization
      .slice(ALGORITHM.length)
      .split(',')
      .map((field) => field.trim().split(/=(.*)/s));
    const { Credential, SignedHeaders, Signature: signature } = Object.fromEntries(fields);
    const sessionToken = headers['x-amz-security-token'];
    const time = headers['x-amz-date'];
    return {
      ...signatureOf(Credential, SignedHeaders, signature, time),
      ...(sessionToken && { sessionToken }),
    };
  }
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) return undefined;
  const [, credential, signedHeaders, signature, time, expires, sessionToken] = PRESIGNING.map(
    (name) => query.get(name) ?? undefined,
  );
  const expiresSeconds = Number(expires ?? Number.NaN);
  if (!(expiresSeconds > 0 && expiresSeconds <= 604_800)) throw incomplete('X-Amz-Expires');
  return {
    ...signatureOf(credential, signedHeaders, signature, time),
    expiresSeconds,
    ...(sessionToken && { sessionToken }),
  };
}

/** The query without the parameters of a presigned URL. */
export function withoutSignature(query: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...query].filter(([name]) => !PRESIGNING.includes(name)));
}

function signatureOf(
  credential: string | undefined,
  signedHeaders: string | undefined,
  signature: string | undefined,
  time: string | undefined,
): Signature {
  const [accessKeyId, date, region, service, terminator, ...more] = credential?.split('/') ?? [];
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || more.length > 0)
    throw incomplete('Credential');
  if (!signedHeaders) throw incomplete('SignedHeaders');
  if (!signature) throw incomplete('Signature');
  if (time === undefined || !/^\d{8}T\d{6}Z$/.test(time)) throw incomplete('X-Amz-Date');
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature, time };
}

function incomplete(what: string): AwsError {
  return new AwsError('IncompleteSignatureException', `The signature lacks a valid '${what}'.`);
}

/** Milliseconds since the epoch. */
export function signingTime({ time }: Signature): number {
  return Date.parse(time.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
}

/** Whether the signature is the secret key's for this request ("Create a signed AWS API request"). */
export function isSignedBy(
  secretAccessKey: string,
  signature: Signature,
  request: UnverifiedRequest,
): boolean {
  const { date, region, service, time, signedHeaders } = signature;
  if (!time.startsWith(date) || !signedHeaders.includes('host')) return false;
  const scope = `${date}/${region}/${service}/aws4_request`;
  const stringToSign = [ALGORITHM, time, scope, sha256(canonicalRequest(signature, request))].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (derived, part) => hmac(derived, part),
    `AWS4${secretAccessKey}`,
  );
  const expected = Buffer.from(hmac(key, stringToSign).toString('hex'));
  const actual = Buffer.from(signature.signature);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function canonicalRequest(signature: Signature, request: UnverifiedRequest): string {
  const { method, path, query, headers } = request;
  // S3 signs the path as it is sent; all other services sign it encoded a second time.
  const canonicalPath = signature.service === 's3' ? path : encode(path).replaceAll('%2F', '/');
  const canonicalQuery = Array.from(query, ([name, value]) => [encode(name), encode(value)] as const)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const canonicalHeaders = signature.signedHeaders.map(
    (name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`,
  );
  return [
    method,
    canonicalPath,
    canonicalQuery,
    canonicalHeaders.join(''),
    signature.signedHeaders.join(';'),
    payloadHash(signature, request),
  ].join('\n');
}

function payloadHash(signature: Signature, { headers, body }: UnverifiedRequest): string {
  const declared = headers['x-amz-content-sha256'];
  if (declared !== undefined) return declared;
  const presignedS3 = signature.service === 's3' && signature.expiresSeconds !== undefined;
  return presignedS3 ? 'UNSIGNED-PAYLOAD' : sha256(body);
}

/** Whether the body matches `x-amz-content-sha256`, if that was sent. */
export function bodyMatchesDeclaredHash({ headers, body }: UnverifiedRequest): boolean {
  const declared = headers['x-amz-content-sha256'];
  return declared === undefined || !/^[0-9a-f]{64}$/.test(declared) || declared === sha256(body);
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
