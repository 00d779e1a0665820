/** API Gateway, the function URL, `npm run dev`. */
export type Door = 'gateway' | 'url' | 'dev';

/** The caller at doors that take tokens; a group of several words is a person's. */
export type Caller =
  | 'machine'
  | 'nobody'
  | 'garbage'
  | 'basic'
  | 'Ops,Admin'
  | 'Ops'
  | 'person without the scope';

/** Status and error name; a 200 has none, nor has an answer without a body. */
export type Expected = readonly [status: number, name?: string];

export interface OddRequest {
  readonly title: string;
  readonly answer: Expected;
  /** What a door answers differently, and why it must. */
  readonly but?: { readonly [D in Door]?: Expected } & { readonly because: string };
  /** What the message says at every door, so that a caller knows what to do. @default whatever it says */
  readonly says?: RegExp;
  /** @default all three */
  readonly doors?: readonly Door[];
  /** @default POST */
  readonly method?: string;
  /** As written in the first line. @default /acme/DescribePools, which needs no member */
  readonly path?: string;
  /** @default content-type: application/json */
  readonly headers?: readonly (readonly [string, string])[];
  /** @default none */
  readonly body?: Buffer;
  /** @default machine: a client with the scope api/Admin */
  readonly caller?: Caller;
}

const HOW_TO_CALL = /POST.*\/<tenantId>\/<action>/;
const SEND_TOKEN = /Authorization: Bearer <access token>.*output TokenUrl/;

const OK: Expected = [200];
const NO_JSON: Expected = [400, 'SerializationException'];
const WRONG: Expected = [400, 'ValidationException'];
const NO_TYPE: Expected = [415, 'UnsupportedMediaTypeException'];
const LOST: Expected = [404, 'NotFoundException'];
const NO_TENANT: Expected = [404, 'TenantNotFoundException'];
const NO_ACTION: Expected = [404, 'InvalidActionException'];

const bodies = (
  [
    ['an object', '{}', OK],
    ['an object after a byte order mark', '\ufeff{}', OK],
    ['null', 'null', NO_JSON],
    ['an array', '[]', NO_JSON],
    ['a string', '"text"', NO_JSON],
    ['a number', '1', NO_JSON],
    ['true', 'true', NO_JSON],
    ['half an object', '{', NO_JSON],
    ['white space', ' ', NO_JSON],
    ['something after the object', '{}x', NO_JSON],
    ['single quotes', "{'MaxResults': 1}", NO_JSON],
    ['a comma too many', '{"MaxResults": 1,}', NO_JSON],
    ['NaN', '{"MaxResults": NaN}', NO_JSON],
    ['a null character', '{}\0', NO_JSON],
    ['a form', 'MaxResults=1', NO_JSON],
    ['bytes of Latin-1', Buffer.from('{"PoolIds": ["caf\xe9"]}', 'latin1'), NO_JSON],
    ['UTF-8 that is cut', Buffer.from('{"PoolIds": ["caf\xc3"]}', 'latin1'), NO_JSON],
    ['a surrogate in UTF-8', Buffer.from('{"PoolIds": ["\xed\xa0\x80"]}', 'latin1'), NO_JSON],
    ['UTF-8 that is longer than needed', Buffer.from('{"PoolIds": ["\xc0\x80"]}', 'latin1'), NO_JSON],
    ['UTF-16', Buffer.from('{}', 'utf16le'), NO_JSON],
    ['U+FFFD', '{"PoolIds": ["caf\ufffd"]}', NO_JSON],
    ['U+FFFD, escaped', '{"\\ufffd": 1}', WRONG],
    ['half a surrogate pair, escaped', '{"PoolIds": ["\\ud800"]}', WRONG],
    ['half a surrogate pair in a key', '{"\\ud800": 1}', WRONG],
    ['letters beyond ASCII', '{"é": 1}', WRONG],
    ['a key twice, the last one wrong', '{"MaxResults": 1, "MaxResults": "x"}', WRONG],
    ['__proto__', '{"__proto__": {"MaxResults": 1}}', WRONG],
    ['a fraction for a whole number', '{"MaxResults": 2.5}', WRONG],
    ['a number out of range', '{"MaxResults": 1e999}', WRONG],
    ['a nesting of 10,000', `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, WRONG],
  ] as const
).map(
  ([what, body, answer]): OddRequest => ({ title: `a body of ${what}`, body: Buffer.from(body), answer }),
);

const types = (
  [
    [[], OK],
    [['application/json;'], OK],
    [['application/json; charset=utf8'], OK],
    [['application/json; charset=utf-8; odata=none'], OK],
    [['application/json; odata="a;b"; charset="UTF-8"'], OK],
    [['APPLICATION/JSON;CHARSET=Utf-8'], OK],
    [['application/json; charset=latin1'], NO_TYPE],
    [['application/json; charset=utf-16'], NO_TYPE],
    [['application/jsonx'], NO_TYPE],
    [['application/vnd.api+json'], NO_TYPE],
    [['application/x-www-form-urlencoded'], NO_TYPE],
    [['multipart/form-data; boundary=x'], NO_TYPE],
    [['text/plain'], NO_TYPE],
    [['json'], NO_TYPE],
    [['application/json, text/plain'], NO_TYPE],
  ] as const
).map(
  ([values, answer]): OddRequest => ({
    title: `content-type ${values[0] ?? 'left out'}`,
    headers: values.map((value) => ['content-type', value] as const),
    body: Buffer.from('{}'),
    answer,
  }),
);

const headers = (
  [
    ['content-encoding', 'Identity', OK],
    ['content-encoding', 'gzip', NO_TYPE],
    ['content-encoding', 'br', NO_TYPE],
    ['content-encoding', 'identity, gzip', NO_TYPE],
    ['transfer-encoding', 'chunked', OK],
    ['expect', '100-continue', OK],
    ["x!#$%&'*+.^_`|~", 'odd', OK],
    ['x-latin-1', 'caf\xe9', OK],
    ['x-empty', '', OK],
    ['__proto__', 'x', OK],
    ['x-http-method-override', 'DELETE', OK],
    ['x-request-id', 'from-the-caller', OK],
    ['x-amzn-request-context', '{"authorizer":{"iam":{}}}', OK],
    ['cookie', 'a=b; c', OK],
  ] as const
).map(
  ([name, value, answer]): OddRequest => ({
    title: `the header ${name}: ${value}`,
    headers: [
      ['content-type', 'application/json'],
      [name, value],
    ],
    body: Buffer.from('{}'),
    answer,
  }),
);

const methods = ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'].map(
  (method): OddRequest => ({
    title: `the method ${method}`,
    method,
    says: HOW_TO_CALL,
    answer: [405, 'MethodNotAllowedException'],
    but: { gateway: LOST, because: 'the gateway has one method, and takes all others for lost paths' },
  }),
);

const paths = (
  [
    ['/acme/DescribePools?MaxResults=1', OK],
    ['/acme/DescribePools?', OK],
    ['/ac%6De/DescribePools', OK],
    ['/', LOST],
    ['/acme', LOST],
    ['/acme/DescribePools/more', LOST],
    ['/acme%2FDescribePools', LOST],
    ['/acme/describepools', NO_ACTION],
    ['/acme/__proto__', NO_ACTION],
    ['/acme/%00', NO_ACTION],
    ['/acme/DescribePools%3FMaxResults=1', NO_ACTION],
    ['/acme/DescribePools%23', NO_ACTION],
    ['/acme/DescribePools;v=1', NO_ACTION],
    ['/acme/DescribePools%20', NO_ACTION],
    ['/a%2Fb/DescribePools', NO_TENANT],
    ['/%2561cme/DescribePools', NO_TENANT],
    ['/+15555550100/DescribePools', NO_TENANT],
    [`/${'a'.repeat(65)}/DescribePools`, NO_TENANT],
    ['/%C3%BC/DescribePools', NO_TENANT],
  ] as const
).map(
  ([path, answer]): OddRequest => ({
    title: `the path ${path}`,
    path,
    answer,
    ...(answer === LOST && { says: HOW_TO_CALL }),
  }),
);

const TOKENS: readonly Door[] = ['gateway', 'dev'];

const callers: readonly OddRequest[] = [
  {
    title: 'no token',
    caller: 'nobody',
    doors: TOKENS,
    answer: [401, 'UnauthorizedException'],
    says: SEND_TOKEN,
  },
  {
    title: 'no token of the pool',
    caller: 'garbage',
    doors: TOKENS,
    answer: [401, 'UnauthorizedException'],
    says: SEND_TOKEN,
  },
  {
    title: 'a password',
    caller: 'basic',
    doors: TOKENS,
    answer: [401, 'UnauthorizedException'],
    says: SEND_TOKEN,
  },
  {
    title: 'a token without a scope of the API',
    says: /scope/,
    caller: 'person without the scope',
    doors: TOKENS,
    answer: [403, 'ForbiddenException'],
    but: { gateway: [401, 'UnauthorizedException'], because: "a Cognito authorizer's only refusal is 401" },
  },
  // Text at the gateway, an array in the token.
  { title: 'a person of several groups, Admin one of them', caller: 'Ops,Admin', doors: TOKENS, answer: OK },
  {
    title: 'a person of another group',
    caller: 'Ops',
    doors: TOKENS,
    answer: [403, 'ForbiddenException'],
  },
];

/** Requests of no well-behaved client, and the answers of the front doors: equal, or with a reason why not. */
export const ODD_REQUESTS: readonly OddRequest[] = [
  { title: 'no body', answer: OK },
  { title: 'an empty body', body: Buffer.alloc(0), answer: OK },
  { title: 'no body and no type', headers: [], answer: OK },
  ...bodies,
  {
    title: 'a body larger than the router takes',
    body: Buffer.from(`{"NextToken": "${'a'.repeat(5.5 * 1024 * 1024)}"}`),
    answer: [413, 'PayloadTooLargeException'],
  },
  {
    title: 'no type, and bytes that are no UTF-8',
    headers: [],
    body: Buffer.from([0x7b, 0xff, 0x7d]),
    answer: NO_JSON,
  },
  {
    title: 'an attachment in what is no base64',
    path: '/acme/CreateRegistrationAttachment',
    body: Buffer.from('{"AttachmentBody": "YW-_"}'),
    answer: WRONG,
  },
  ...types,
  {
    title: 'two content types',
    headers: [
      ['content-type', 'application/json'],
      ['Content-Type', 'application/json'],
    ],
    body: Buffer.from('{}'),
    answer: NO_TYPE,
  },
  ...headers,
  ...methods,
  {
    title: 'the method HEAD',
    method: 'HEAD',
    answer: [405],
    but: { gateway: [404], because: 'the gateway has one method, and takes all others for lost paths' },
  },
  {
    title: 'a GET with a body',
    method: 'GET',
    says: HOW_TO_CALL,
    body: Buffer.from('{}'),
    answer: [405, 'MethodNotAllowedException'],
    but: { gateway: LOST, because: 'the gateway has one method, and takes all others for lost paths' },
  },
  ...paths,
  {
    title: 'a path that ends in a slash',
    path: '/acme/DescribePools/',
    answer: LOST,
    but: { gateway: OK, because: 'the gateway does not count a slash at the end' },
  },
  ...[
    '//acme/DescribePools',
    '/acme//DescribePools',
    '/acme/../globex/DescribePools',
    '/acme/./DescribePools',
  ].map(
    (path): OddRequest => ({
      title: `the path ${path}`,
      path,
      // A signature is made of the normalized path, so that a function URL never sees such a one signed.
      doors: TOKENS,
      answer: LOST,
    }),
  ),
  {
    title: 'a path that is not percent-encoded',
    path: '/%zz/DescribePools',
    answer: NO_TENANT,
    but: { gateway: [400, 'BadRequestException'], because: 'the gateway decodes the path itself' },
  },
  ...callers,
];
