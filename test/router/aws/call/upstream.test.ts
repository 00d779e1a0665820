import { afterEach, describe, expect, it, vi } from 'vitest';
import type { InstantAnswer, InstantAws, InstantAwsOptions } from '../../instant-aws.ts';
import { SENT, startInstantAws } from '../../instant-aws.ts';
import { tenantRecord } from '../../tenant.ts';
import type { TestRouterOptions } from '../../test-router.ts';
import { errorOf, startTestRouter } from '../../test-router.ts';

const SEND = { DestinationPhoneNumber: '+15555550100', MessageBody: 'hello' };
const MAY_HAVE_GONE_OUT = /may have gone out/;

let aws: InstantAws | undefined;

afterEach(async () => {
  vi.unstubAllEnvs();
  await aws?.stop();
  aws = undefined;
});

describe('what reaches AWS', () => {
  it('has bytes as the bytes that the caller encoded, not encoded twice', async () => {
    let sent = '';
    const router = await routerThatGets((body) => {
      sent = body;
      return {};
    });
    const Data = Buffer.from('raw e-mail').toString('base64');
    const EmailMessage = { RawEmail: { Data } };
    const MessageRequest = { MessageConfiguration: { EmailMessage } };
    await router.post('/acme/SendMessages', { ApplicationId: 'a', MessageRequest });
    expect(JSON.parse(sent)).toEqual({ MessageConfiguration: { EmailMessage } });
  });

  it('has timestamps in the form of the protocol', async () => {
    let sent = '';
    const router = await routerThatGets((body) => {
      sent = body;
      return { body: '{"CreatedTimestamp":1795463308.531}' };
    });
    const { body } = await router.post('/acme/PutProtectConfigurationRuleSetNumberOverride', {
      ProtectConfigurationId: 'p',
      DestinationPhoneNumber: '+14254147755',
      Action: 'ALLOW',
      ExpirationTimestamp: '2027-01-31T10:30:00+01:00',
    });
    expect(JSON.parse(sent).ExpirationTimestamp).toBe(Date.parse('2027-01-31T09:30:00Z') / 1_000);
    expect(body).toEqual({ CreatedTimestamp: '2026-11-23T19:48:28.531Z' });
  });
});

describe('what AWS refuses', () => {
  it.each([
    ['ValidationException', 400, 'ValidationException'],
    ['AccessDeniedException', 403, 'AccessDeniedException'],
    ['ResourceNotFoundException', 404, 'ResourceNotFoundException'],
    ['ConflictException', 409, 'ConflictException'],
    ['ServiceQuotaExceededException', 402, 'ServiceQuotaExceededException'],
  ])('%s is %d', async (code, status, name) => {
    const router = await routerThatGets(() => awsError(code, 400));
    expect(errorOf(await router.post('/acme/SendTextMessage', SEND))).toMatchObject({ status, name });
    expect(smsCalls()).toHaveLength(1);
  });

  it.each([
    [
      'ValidationException',
      { Reason: 'FIELD_VALIDATION_FAILED', Fields: [{ Name: 'X', Message: 'is bad' }] },
    ],
    ['ConflictException', { Reason: 'LAST_PHONE_NUMBER', ResourceType: 'pool', ResourceId: 'pool-1' }],
    ['ResourceNotFoundException', { ResourceType: 'pool', ResourceId: 'pool-1' }],
    ['ServiceQuotaExceededException', { Reason: 'MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT' }],
  ])("%s keeps AWS's details", async (name, members) => {
    const router = await routerThatGets(() => awsError(name, 400, members));
    const { body } = await router.post('/acme/SendTextMessage', SEND);
    expect(body.error).toEqual({ name, message: 'in the words of AWS', ...members });
  });

  it.each([
    ['BadRequestException', 400],
    ['ForbiddenException', 403],
    ['NotFoundException', 404],
    ['ConflictException', 409],
    ['PayloadTooLargeException', 413],
  ])("Pinpoint's %s is %d", async (code, status) => {
    const router = await routerThatGets(() => ({
      status,
      body: JSON.stringify({ Message: 'in the words of AWS', RequestID: 'r' }),
      headers: { 'x-amzn-errortype': code, 'content-type': 'application/json' },
    }));
    expect(errorOf(await router.post('/acme/GetApp', { ApplicationId: 'a' }))).toMatchObject({
      status,
      name: code,
    });
  });

  it.each(['OptInRequired', 'SubscriptionRequiredException'])(
    '%s is 403: the account has not signed up for the service',
    async (code) => {
      const router = await routerThatGets(() => awsError(code, 403));
      const { status, name, message } = errorOf(await router.post('/acme/SendTextMessage', SEND));
      expect({ status, name }).toEqual({ status: 403, name: 'AccessDeniedException' });
      expect(message).toBe(`${code}: in the words of AWS`);
    },
  );

  it.each([
    [
      'SerializationException',
      awsError('SerializationException', 400, { Reason: 'R' }),
      'SerializationException',
    ],
    ['an error that no page has', awsError('NovelException', 418, { Reason: 'R' }), 'NovelException'],
    ["a proxy's page", { status: 403, body: '<html>secret</html>' }, '403'],
    ['a body that is nested deep', { status: 400, body: '['.repeat(100_000) + ']'.repeat(100_000) }, '400'],
  ] as const)('by %s was not done, and the answer says so', async (_, answer, name) => {
    const router = await routerThatGets(() => answer);
    const error = errorOf(await router.post('/acme/SendTextMessage', SEND));
    expect(error).toMatchObject({ status: 502, name: 'UpstreamException' });
    expect(error.message).toMatch(/^sms-voice refused SendTextMessage: .* Nothing was done\.$/);
    expect(error.message).toContain(name);
    expect(error.Reason).toBe(JSON.stringify(answer).includes('Reason') ? 'R' : undefined);
    expect(smsCalls()).toHaveLength(1);
  });

  it('by not being simulated keeps the words of the local AWS', async () => {
    const router = await routerThatGets(() => awsError('NotSimulatedException', 501));
    const error = errorOf(await router.post('/acme/SendTextMessage', SEND));
    expect(error).toMatchObject({ status: 502, name: 'UpstreamException', message: 'in the words of AWS' });
  });

  it('after an attempt that may have been done keeps its name, with the caution', async () => {
    const router = await routerThatGets((_, attempt) =>
      awsError(attempt === 1 ? 'InternalServerException' : 'ConflictException', attempt === 1 ? 500 : 400),
    );
    const error = errorOf(await router.post('/acme/CreateOptOutList', { OptOutListName: 'list' }));
    expect(error).toMatchObject({ status: 409, name: 'ConflictException' });
    expect(error.message).toMatch(/^in the words of AWS It may have taken effect/);
  });

  it('is never in the log with its message, which may hold a phone number', async () => {
    const router = await routerThatGets(() =>
      awsError('ConflictException', 400, {
        message: `Destination ${SEND.DestinationPhoneNumber} has opted out`,
      }),
    );
    const answer = await router.post('/acme/SendTextMessage', SEND);
    expect(answer.body.error.message).toContain(SEND.DestinationPhoneNumber);
    expect(router.log()).toMatchObject([{ errorName: 'ConflictException', status: 409 }]);
    expect(router.lines.join()).not.toContain('5555550100');
  });
});

describe('throttling', () => {
  it('is tried again, for a send too', async () => {
    const router = await routerThatGets((_, attempt) =>
      attempt < 2 ? awsError('ThrottlingException', 400) : { body: SENT },
    );
    expect((await router.post('/acme/SendTextMessage', SEND)).status).toBe(200);
    expect(smsCalls()).toHaveLength(2);
  });

  it('that does not end is 429 with Retry-After', { timeout: 20_000 }, async () => {
    const router = await routerThatGets(() => awsError('ThrottlingException', 400), {
      DEADLINE_MILLISECONDS: '28000',
    });
    const answer = await router.post('/acme/SendTextMessage', SEND);
    expect(errorOf(answer)).toMatchObject({ status: 429, name: 'ThrottlingException' });
    expect(answer.headers['retry-after']).toBe('1');
    expect(smsCalls()).toHaveLength(3);
  });
});

describe('trouble at AWS', () => {
  const trouble: readonly [string, InstantAnswer][] = [
    ['a 500', awsError('InternalServerException', 500)],
    ['a 503', { status: 503, body: '<html>busy</html>' }],
    ['a reset connection', 'reset'],
  ];

  it.each(trouble)('%s never makes a send go out twice', async (_, answer) => {
    const router = await routerThatGets(() => answer);
    const error = errorOf(await router.post('/acme/SendTextMessage', SEND));
    expect(error).toMatchObject({ status: 502, name: 'UpstreamException' });
    expect(error.message).toMatch(MAY_HAVE_GONE_OUT);
    expect(smsCalls()).toHaveLength(1);
  });

  it.each(trouble)('%s makes a read go out again', async (_, answer) => {
    const router = await routerThatGets((_, attempt) => (attempt < 3 ? answer : { body: '{"Pools":[]}' }));
    expect(await router.post('/acme/DescribePools')).toMatchObject({ status: 200, body: { Pools: [] } });
    expect(smsCalls()).toHaveLength(3);
  });

  it('repeats an operation with an idempotency token, with the same token', async () => {
    const tokens: string[] = [];
    const router = await routerThatGets((body, attempt) => {
      tokens.push(JSON.parse(body).ClientToken);
      return attempt < 2 ? awsError('InternalServerException', 500) : {};
    });
    await router.post('/acme/CreateOptOutList', { OptOutListName: 'list' });
    expect(tokens[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(tokens).toEqual([tokens[0], tokens[0]]);
  });

  it('does not repeat a change that has none, and says that it may have taken effect', async () => {
    const router = await routerThatGets(() => awsError('InternalServerException', 500));
    const error = errorOf(await router.post('/acme/DeletePool', { PoolId: 'pool-1' }));
    expect(error.message).toMatch(/may have taken effect/);
    expect(smsCalls()).toHaveLength(1);
  });

  it('in a body that is not JSON is 502, without the body', async () => {
    const router = await routerThatGets(() => ({ body: '<html>secret proxy page</html>' }));
    const answer = await router.post('/acme/DescribePools');
    expect(errorOf(answer)).toMatchObject({ status: 502, name: 'UpstreamException' });
    expect(`${JSON.stringify(answer)}${router.lines}`).not.toContain('secret');
  });

  it('is told with the AWS request id in the log', async () => {
    const router = await routerThatGets(() => awsError('InternalServerException', 500));
    await router.post('/acme/SendTextMessage', SEND);
    expect(router.log()[0]).toMatchObject({ awsRequestId: 'aws-3', level: 'ERROR', Faults: 1 });
  });
});

describe('an answer of success', () => {
  const improper: readonly [string, InstantAnswer][] = [
    ['without a body', { body: '' }],
    ['that is null', { body: 'null' }],
    ['that is a list', { body: '[]' }],
    ['that is a string', { body: '"MessageId"' }],
    ['with status 204', { status: 204, body: '' }],
    ['that is an error', { body: '{"__type":"ValidationException","message":"no"}' }],
    [
      'with a member of another shape, nested deep',
      { body: `{"MessageId":${'['.repeat(100_000)}${']'.repeat(100_000)}}` },
    ],
  ];

  it.each([
    ...improper,
    ['without MessageId', { body: '{}' }],
    ['with a MessageId that is null', { body: '{"MessageId":null}' }],
  ] as const)('%s is none for a send: 502, perhaps done', async (_, answer) => {
    const router = await routerThatGets(() => answer);
    const error = errorOf(await router.post('/acme/SendTextMessage', SEND));
    expect(error).toMatchObject({ status: 502, name: 'UpstreamException' });
    expect(error.message).toMatch(MAY_HAVE_GONE_OUT);
    expect(smsCalls()).toHaveLength(1);
    expect(router.log()[0]).toMatchObject({ awsRequestId: expect.stringMatching(/^aws-/) });
  });

  it.each(improper.slice(0, 6))('%s is none for a change: 502, perhaps done', async (_, answer) => {
    const router = await routerThatGets(() => answer);
    const error = errorOf(await router.post('/acme/DeletePool', { PoolId: 'pool-1' }));
    expect(error).toMatchObject({ status: 502, name: 'UpstreamException' });
    expect(error.message).toMatch(/may have taken effect/);
  });

  it.each(['{}', '{"MessageResponse":{}}', '{"ApplicationId":null}'])(
    "of Pinpoint's SendMessages that is %s is none",
    async (body) => {
      const router = await routerThatGets(() => ({ body }));
      const MessageRequest = { MessageConfiguration: {} };
      const error = errorOf(await router.post('/acme/SendMessages', { ApplicationId: 'a', MessageRequest }));
      expect(error).toMatchObject({ status: 502, name: 'UpstreamException' });
      expect(error.message).toMatch(MAY_HAVE_GONE_OUT);
    },
  );

  it('may have no members where nothing is to be said, and `__type` below the root', async () => {
    const router = await routerThatGets((_, attempt) => ({
      body: attempt === 1 ? ' {}' : '{"Pools":[],"X":{"__type":"y"}}',
    }));
    expect((await router.post('/acme/TagResource', { ResourceArn: 'a', Tags: [] })).status).toBe(200);
    expect((await router.post('/acme/DescribePools')).status).toBe(200);
  });
});

describe('the table', () => {
  const improper: readonly InstantAnswer[] = [
    { body: '' },
    { body: 'null' },
    { body: '[]' },
    { status: 204, body: '' },
  ];

  it.each(improper)('that answers %j has not said that there is no such tenant', async (answer) => {
    const router = await routerOn({ table: () => answer });
    expect(errorOf(await router.post('/acme/DescribePools'))).toMatchObject({
      status: 502,
      name: 'TenantLookupException',
    });
  });

  it.each(improper)('that answers %j does not take a known tenant away', async (answer) => {
    let now = Date.now();
    const router = await routerOn(
      { table: (before) => (before === 0 ? 'item' : answer) },
      { now: () => now },
    );
    expect((await router.post('/acme/DescribePools')).status).toBe(200);
    now += 61_000;
    expect((await router.post('/acme/DescribePools')).status).toBe(200);
    expect(router.log()[1]).toMatchObject({ tenantCache: 'stale' });
  });

  it('without the item means that there is no such tenant', async () => {
    const router = await routerOn({ table: () => ({ body: '{}' }) });
    expect(errorOf(await router.post('/acme/DescribePools'))).toMatchObject({ status: 404 });
  });
});

it('a connection that is never made leaves a send undone, and the answer says so', async () => {
  const nobody = await startInstantAws();
  await nobody.stop();
  vi.stubEnv('AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2', nobody.url);
  const router = await routerThatGets(() => ({}));
  const error = errorOf(await router.post('/acme/SendTextMessage', SEND));
  expect(error).toMatchObject({ status: 502, name: 'UpstreamException' });
  expect(error.message).toBe('sms-voice failed on SendTextMessage: ECONNREFUSED. Nothing was done.');
});

describe('the deadline', () => {
  it('ends a send that AWS does not answer with 504 and a warning', async () => {
    const answers: readonly InstantAnswer[] = [{ body: SENT }, 'silence'];
    const router = await routerThatGets((_, attempt) => answers[attempt - 1] ?? {}, {
      DEADLINE_MILLISECONDS: '2000',
    });
    // The first one makes tenant, credentials and connection, so that the second one gets to AWS in its time.
    await router.post('/acme/SendTextMessage', SEND);
    const error = errorOf(await router.post('/acme/SendTextMessage', SEND));
    expect(error).toMatchObject({ status: 504, name: 'UpstreamTimeoutException' });
    expect(error.message).toMatch(MAY_HAVE_GONE_OUT);
    expect(smsCalls()).toHaveLength(2);
  });

  it('ends a read with 504 and no warning', async () => {
    const router = await routerThatGets(() => 'silence', { DEADLINE_MILLISECONDS: '300' });
    const error = errorOf(await router.post('/acme/DescribePools'));
    expect(error).toMatchObject({ status: 504 });
    expect(error.message).not.toMatch(MAY_HAVE_GONE_OUT);
  });

  it('ends the wait between two attempts', async () => {
    const router = await routerThatGets(() => awsError('ThrottlingException', 400), {
      DEADLINE_MILLISECONDS: '100',
    });
    expect(errorOf(await router.post('/acme/SendTextMessage', SEND))).toMatchObject({ status: 504 });
  });
});

const REFUSED_CREDENTIALS = [
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
];

describe('credentials that AWS no longer accepts', () => {
  it.each(REFUSED_CREDENTIALS)('%s: are replaced once, for a send too', async (code) => {
    const router = await routerThatGets((_, attempt) =>
      attempt === 1 ? awsError(code, 403) : { body: SENT },
    );
    expect((await router.post('/acme/SendTextMessage', SEND)).status).toBe(200);
    expect(aws?.calls.filter((call) => call.startsWith('sts:'))).toHaveLength(2);
    expect(smsCalls()).toHaveLength(2);
  });

  it.each(REFUSED_CREDENTIALS)('%s: are not replaced forever', async (code) => {
    const router = await routerThatGets(() => awsError(code, 403));
    const error = errorOf(await router.post('/acme/SendTextMessage', SEND));
    expect(error).toMatchObject({ status: 502, name: 'TenantAccessException' });
    expect(error.message).toContain(code);
    expect(error.message).toContain('Nothing was done.');
    expect(smsCalls()).toHaveLength(2);
  });

  it('are replaced for no call that AWS may have processed before: its new attempt would have another token', async () => {
    const router = await routerThatGets((_, attempt) =>
      attempt === 1 ? awsError('InternalServerException', 500) : awsError('ExpiredTokenException', 400),
    );
    const error = errorOf(await router.post('/acme/CreateOptOutList', { OptOutListName: 'list' }));
    expect(error).toMatchObject({ status: 502, name: 'TenantAccessException' });
    expect(error.message).toMatch(/may have taken effect/);
    expect(smsCalls()).toHaveLength(2);
  });

  it.each(['SendTextMessage', 'DescribePools'])(
    '%s: an expired signature is made anew with the same credentials, the clock being right',
    async (action) => {
      const router = await routerThatGets((_, attempt) =>
        attempt === 1
          ? awsError('InvalidSignatureException', 403, {
              message: 'Signature expired: 1 is now earlier than 2',
            })
          : { body: SENT },
      );
      const body = action === 'SendTextMessage' ? SEND : {};
      expect((await router.post(`/acme/${action}`, body)).status).toBe(200);
      expect(smsCalls()).toHaveLength(2);
    },
  );
});

it('reports a record that is not valid without guessing, and names the attribute in the log', async () => {
  aws = await startInstantAws({ tenant: tenantRecord({ region: 'moon' }) });
  const router = startTestRouter({ awsUrl: aws.url });
  expect(errorOf(await router.post('/acme/DescribePools'))).toMatchObject({
    status: 502,
    name: 'TenantLookupException',
  });
  expect(router.log()[0].reason).toBe('invalid attributes: region');
});

/** A router whose sms-voice and mobiletargeting give these answers; attempts count from 1. */
async function routerThatGets(
  answer: (body: string, attempt: number) => InstantAnswer,
  environment: Record<string, string> = {},
) {
  let attempt = 0;
  aws = await startInstantAws({
    answer: (_, body) => {
      attempt += 1;
      return answer(body, attempt);
    },
  });
  return startTestRouter({ awsUrl: aws.url, environment });
}

async function routerOn(options: InstantAwsOptions, routerOptions: Partial<TestRouterOptions> = {}) {
  aws = await startInstantAws(options);
  return startTestRouter({ awsUrl: aws.url, ...routerOptions });
}

function smsCalls(): readonly string[] {
  return aws?.calls.filter((call) => call.startsWith('sms-voice:')) ?? [];
}

function awsError(code: string, status: number, members: object = {}): InstantAnswer {
  return { status, body: JSON.stringify({ __type: code, message: 'in the words of AWS', ...members }) };
}
