import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsAccess } from '../../access/aws-access.ts';

const TIMEOUT_MILLISECONDS = 35_000;

/** GET of a function URL, signed with SigV4, or unsigned without `access`. */
export async function signedGet(base: string, path: string, access?: AwsAccess): Promise<Response> {
  const url = new URL(path, base);
  const request = new HttpRequest({
    method: 'GET',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    headers: { host: url.host },
    ...(url.port !== '' && { port: Number(url.port) }),
  });
  const { headers } = access === undefined ? request : await signerOf(access).sign(request);
  return await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
}

function signerOf({ region, credentials }: AwsAccess): SignatureV4 {
  return new SignatureV4({ service: 'lambda', region, credentials, sha256: Sha256 });
}
