import type { OutgoingHttpHeaders } from 'node:http';
import * as v from 'valibot';
import type { FunctionResult } from '../environment/function-result.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

const Response = v.object({
  statusCode: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599)),
  headers: v.nullish(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), {}),
  cookies: v.nullish(v.array(v.string()), []),
  body: v.nullish(v.string(), ''),
  isBase64Encoded: v.nullish(v.boolean(), false),
});

/**
 * A function URL's answer from a function's answer, response payload format version 2.0: an answer without a status
 * code is the body of a 200.
 */
export function httpAnswer({ payload, functionError }: FunctionResult): HttpAnswer {
  const json = { 'content-type': 'application/json' };
  const failed = { status: 502, headers: json, body: Buffer.from('{"Message":"Internal Server Error"}') };
  if (functionError !== undefined) return failed;
  const answer: unknown = JSON.parse(payload.toString());
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer)) {
    const body = typeof answer === 'string' ? Buffer.from(answer) : payload;
    return { status: 200, headers: json, body };
  }
  const parsed = v.safeParse(Response, answer);
  if (!parsed.success) return failed;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.output;
  const named = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    status: statusCode,
    headers: {
      ...json,
      ...Object.fromEntries(named),
      ...(cookies && cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}
