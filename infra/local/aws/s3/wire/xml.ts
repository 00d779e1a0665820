import type { AwsError } from '../../core/aws-error.ts';
import { renderXml } from '../../core/protocols/xml.ts';
import type { Reply } from '../../core/wire-service.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A result document of the REST API: arrays become repeated elements, undefined members are left out. */
export function xmlReply(root: string, content: Readonly<Record<string, unknown>>): Reply {
  const defined = Object.entries(content).filter(([, value]) => value !== undefined);
  const document = { [root]: { '@xmlns': NAMESPACE, ...Object.fromEntries(defined) } };
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: renderXml(document),
  };
}

/** S3's codes of errors that the endpoint names otherwise. */
const COMMON_ERRORS: Readonly<Record<string, { readonly code: string; readonly status: number }>> = {
  ExpiredTokenException: { code: 'ExpiredToken', status: 400 },
  InternalFailure: { code: 'InternalError', status: 500 },
  InvalidSignatureException: { code: 'SignatureDoesNotMatch', status: 403 },
  UnrecognizedClientException: { code: 'InvalidAccessKeyId', status: 403 },
};

/** "REST error responses". A redirect also has the bucket's Region in a header, which clients follow. */
export function renderS3Error(error: AwsError, requestId: string): Reply {
  const { message, members } = error;
  const { code, status } = COMMON_ERRORS[error.code] ?? error;
  const document = {
    Error: { Code: code, Message: message, ...members, RequestId: requestId, HostId: requestId },
  };
  const { Region: region } = members;
  return {
    status,
    headers: {
      'content-type': 'application/xml',
      'x-amz-request-id': requestId,
      ...(typeof region === 'string' && { 'x-amz-bucket-region': region }),
    },
    body: renderXml(document),
  };
}
