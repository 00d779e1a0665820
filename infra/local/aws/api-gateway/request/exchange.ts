import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Home } from '../../core/caller.ts';
import { commonLogTime } from '../../core/clock/common-log-time.ts';
import type { ContextVariables } from './context-variables.ts';

/** The address at which a request arrived. */
export interface StageIdentity extends Home {
  readonly apiId: string;
  readonly stageName: string;
  readonly deploymentId: string;
}

/** One request to a stage, before its method is known. */
export interface Exchange {
  readonly stage: StageIdentity;
  readonly method: string;
  /** Still percent-encoded, without the query; without the stage too, as behind a custom domain. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names as sent, hop-by-hop headers left out. */
  readonly headers: readonly (readonly [string, string])[];
  readonly protocol: string;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly traceId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

const HOP_BY_HOP = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export function openExchange(incoming: IncomingMessage, stage: StageIdentity, now: number): Exchange {
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  const names = incoming.rawHeaders.filter((_, index) => index % 2 === 0);
  const headers = names.map((name, index) => [name, incoming.rawHeaders[index * 2 + 1] ?? ''] as const);
  return {
    stage,
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query.join('?')),
    headers: headers.filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase())),
    protocol: `HTTP/${incoming.httpVersion}`,
    sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
    requestId: randomUUID(),
    extendedRequestId: randomBytes(11).toString('base64'),
    traceId: `Root=1-${Math.floor(now / 1000).toString(16)}-${randomBytes(12).toString('hex')}`,
    startedAt: now,
  };
}

/** The value of a header, by its lower-case name. */
export function headerOf({ headers }: Exchange, name: string): string | undefined {
  return headers.findLast(([other]) => other.toLowerCase() === name)?.[1];
}

/** The gateway's own host name for the API. */
export function domainNameOf({ apiId, region }: StageIdentity): string {
  return `${apiId}.execute-api.${region}.amazonaws.com`;
}

/** The variables that are known when a request arrives. */
export function requestVariables(exchange: Exchange): ContextVariables {
  const { stage, startedAt } = exchange;
  return {
    accountId: stage.accountId,
    apiId: stage.apiId,
    deploymentId: stage.deploymentId,
    domainName: domainNameOf(stage),
    domainPrefix: stage.apiId,
    extendedRequestId: exchange.extendedRequestId,
    httpMethod: exchange.method,
    'identity.sourceIp': exchange.sourceIp,
    'identity.userAgent': headerOf(exchange, 'user-agent'),
    path: exchange.path,
    protocol: exchange.protocol,
    requestId: exchange.requestId,
    requestTime: commonLogTime(startedAt),
    requestTimeEpoch: String(startedAt),
    stage: stage.stageName,
    xrayTraceId: exchange.traceId.replace(/^Root=/, ''),
  };
}
