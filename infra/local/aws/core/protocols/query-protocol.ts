import type { AwsError } from '../aws-error.ts';
import { notSimulated } from '../aws-error.ts';
import type { Reply, SignedRequest, WireService } from '../wire-service.ts';
import { renderXml } from './xml.ts';

export type QueryOperation = (
  parameters: URLSearchParams,
  request: SignedRequest,
) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;

export interface QueryServiceOptions {
  readonly scope: string;
  /** XML namespace of the answers. */
  readonly namespace: string;
  /** By the value of the `Action` parameter; the result becomes `<ActionResult>`. */
  readonly operations: Readonly<Record<string, QueryOperation>>;
}

/** Error names of query services that AWS JSON services name differently; all have status 403. */
const QUERY_NAMES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  ExpiredTokenException: 'ExpiredToken',
  IncompleteSignatureException: 'IncompleteSignature',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
};

/** A service with the query protocol: form parameters in, XML out. */
export function queryService({ scope, namespace, operations }: QueryServiceOptions): WireService {
  return {
    scope,
    operationOf: (request) => parametersOf(request).get('Action') ?? '',
    async handle(request) {
      const parameters = parametersOf(request);
      const name = parameters.get('Action') ?? '';
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (operation === undefined) throw notSimulated(`${scope}:${name}`);
      const result = await operation(parameters, request);
      return xmlReply(200, {
        [`${name}Response`]: {
          '@xmlns': namespace,
          [`${name}Result`]: result,
          ResponseMetadata: { RequestId: request.requestId },
        },
      });
    },
    renderError: (error, requestId) => renderQueryError(error, requestId, namespace),
  };
}

function parametersOf({ method, query, body }: SignedRequest): URLSearchParams {
  return method === 'GET' ? query : new URLSearchParams(body.toString('utf8'));
}

export function renderQueryError(error: AwsError, requestId: string, namespace: string): Reply {
  const { code, message, status } = error;
  const renamed = QUERY_NAMES[code];
  return xmlReply(renamed === undefined ? status : 403, {
    ErrorResponse: {
      '@xmlns': namespace,
      Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: renamed ?? code, Message: message },
      RequestId: requestId,
    },
  });
}

export function xmlReply(status: number, root: Readonly<Record<string, unknown>>): Reply {
  return { status, headers: { 'content-type': 'text/xml' }, body: renderXml(root) };
}
