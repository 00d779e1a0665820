import * as v from 'valibot';

/** A function's answer in the gateway's form. */
export interface ProxyAnswer {
  readonly status: number;
  /** Names as the function gave them. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
}

const HeaderValue = v.union([v.string(), v.number(), v.boolean()]);

const Answer = v.object({
  statusCode: v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{3}$/), v.transform(Number))]),
    v.integer(),
    v.minValue(100),
    v.maxValue(599),
  ),
  headers: v.nullish(v.record(v.string(), HeaderValue)),
  multiValueHeaders: v.nullish(v.record(v.string(), v.array(HeaderValue))),
  body: v.nullish(v.string()),
  isBase64Encoded: v.nullish(v.boolean()),
});

/** Headers that the gateway sets itself; the function's are renamed ("Amazon API Gateway important notes"). */
const REMAPPED = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'host',
  'server',
  'user-agent',
  'www-authenticate',
]);

/**
 * "Output format of a Lambda function for proxy integration". Undefined for any other form, which the gateway answers
 * with 502.
 *
 * @param acceptsBinary whether base64 is decoded: the API has a binary media type that the caller accepts
 */
export function parseProxyAnswer(payload: Buffer, acceptsBinary: boolean): ProxyAnswer | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Answer), payload.toString());
  if (!parsed.success) return undefined;
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed.output;
  const all = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(headers ?? {})) all.set(outgoingName(name), [String(value)]);
  for (const [name, values] of Object.entries(multiValueHeaders ?? {}))
    all.set(outgoingName(name), values.map(String));
  const names = [...all.keys()].map((name) => name.toLowerCase());
  if (!names.includes('content-type')) all.set('Content-Type', ['application/json']);
  const decodes = isBase64Encoded === true && acceptsBinary;
  return {
    status: statusCode,
    headers: Object.fromEntries(all),
    body: Buffer.from(body ?? '', decodes ? 'base64' : 'utf8'),
  };
}

function outgoingName(name: string): string {
  return REMAPPED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name;
}
