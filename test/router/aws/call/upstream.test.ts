import { afterEach, describe, expect, it } from 'vitest';
import type { InstantAnswer, InstantAws } from '../../instant-aws.ts';
import { startInstantAws } from '../../instant-aws.ts';
import { tenantRecord } from '../../tenant.ts';
import { errorOf, startTestRouter } from '../../test-router.ts';

const SEND = { DestinationPhoneNumber: '+15555550100', MessageBody: 'hello' };
const MAY_HAVE_GONE_OUT = /may have gone out/;

let aws: InstantAws | undefined;

afterEach(async () => {
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
  ])('%s keeps what AWS says of it', async (name, members) => {
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
      attempt < 2 ? awsError('ThrottlingException', 400) : {},
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

  it('in a body that is no JSON is 502, and the body goes nowhere', async () => {
    const router = await routerThatGets(() => ({ body: '<html>secret proxy page</html>' }));
    const answer = await router.post('/acme/DescribePools');
    expect(errorOf(answer)).toMatchObject({ status: 502, name: 'UpstreamException' });
    expect(`${JSON.stringify(answer)}${router.lines}`).not.toContain('secret');
  });

  it.each(['UnrecognizedClientException', 'InvalidSignatureException', 'OptInRequired'])(
    '%s is 502 and names itself',
    async (code) => {
      const router = await routerThatGets(() => awsError(code, 403));
      const error = errorOf(await router.post('/acme/DescribePools'));
      expect(error).toMatchObject({ status: 502, name: 'UpstreamException' });
      expect(error.message).toContain(code);
    },
  );

  it('is told with the AWS request id in the log', async () => {
    const router = await routerThatGets(() => awsError('InternalServerException', 500));
    await router.post('/acme/SendTextMessage', SEND);
    expect(router.log()[0]).toMatchObject({ awsRequestId: 'aws-3', level: 'ERROR', Faults: 1 });
  });
});

describe('the deadline', () => {
  it('ends a send that AWS does not answer with 504 and a warning', async () => {
    const router = await routerThatGets(() => 'silence', { DEADLINE_MILLISECONDS: '300' });
    const error = errorOf(await router.post('/acme/SendTextMessage', SEND));
    expect(error).toMatchObject({ status: 504, name: 'UpstreamTimeoutException' });
    expect(error.message).toMatch(MAY_HAVE_GONE_OUT);
    expect(smsCalls()).toHaveLength(1);
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

describe('credentials that AWS takes no more', () => {
  it('are replaced once, for a send too', async () => {
    const router = await routerThatGets((_, attempt) =>
      attempt === 1 ? awsError('ExpiredTokenException', 400) : {},
    );
    expect((await router.post('/acme/SendTextMessage', SEND)).status).toBe(200);
    expect(aws?.calls.filter((call) => call.startsWith('sts:'))).toHaveLength(2);
  });

  it('are not replaced forever', async () => {
    const router = await routerThatGets(() => awsError('ExpiredTokenException', 400));
    expect(errorOf(await router.post('/acme/SendTextMessage', SEND))).toMatchObject({ status: 502 });
    expect(smsCalls()).toHaveLength(2);
  });
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

/** A router whose sms-voice and mobiletargeting answer so; attempts count from 1. */
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

function smsCalls(): readonly string[] {
  return aws?.calls.filter((call) => call.startsWith('sms-voice:')) ?? [];
}

function awsError(code: string, status: number, members: object = {}): InstantAnswer {
  return { status, body: JSON.stringify({ __type: code, message: 'in the words of AWS', ...members }) };
}
