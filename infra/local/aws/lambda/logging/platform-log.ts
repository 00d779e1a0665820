import type { FunctionResult } from '../environment/function-result.ts';
import type { FunctionConfiguration } from '../function-configuration.ts';

export interface InvocationSpan {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
}

type LogSettings = Pick<
  FunctionConfiguration,
  'logFormat' | 'systemLogLevel' | 'memoryMegabytes' | 'timeoutSeconds'
>;

/** The line that Lambda writes before an invocation. */
export function startLine({ logFormat, systemLogLevel }: LogSettings, span: InvocationSpan): string {
  const { requestId } = span;
  if (logFormat === 'Text') return `START RequestId: ${requestId} Version: $LATEST`;
  if (systemLogLevel === 'WARN') return '';
  return platformEvent(span.startedAt, 'platform.start', { requestId, version: '$LATEST' });
}

/** The lines that Lambda writes after it; an empty one is left out. */
export function reportLines(
  settings: LogSettings,
  span: InvocationSpan,
  result: FunctionResult,
): readonly string[] {
  const { requestId, startedAt, endedAt } = span;
  const durationMs = endedAt - startedAt;
  const billedDurationMs = Math.max(1, Math.ceil(durationMs));
  const status = result.functionError === undefined ? 'success' : 'error';
  if (settings.logFormat === 'JSON') {
    if (settings.systemLogLevel === 'WARN' && status === 'success') return [];
    const metrics = { durationMs, billedDurationMs, memorySizeMB: settings.memoryMegabytes };
    return [platformEvent(endedAt, 'platform.report', { requestId, status, metrics })];
  }
  const timedOut = result.functionError !== undefined && result.payload.includes('Sandbox.Timedout');
  return [
    `END RequestId: ${requestId}`,
    `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${billedDurationMs} ms\tMemory Size: ${settings.memoryMegabytes} MB`,
    timedOut
      ? `${new Date(endedAt).toISOString()} ${requestId} Task timed out after ${settings.timeoutSeconds.toFixed(2)} seconds`
      : '',
  ];
}

function platformEvent(at: number, type: string, record: object): string {
  return JSON.stringify({ time: new Date(at).toISOString(), type, record });
}
