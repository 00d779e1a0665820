import {
  DescribePoolsCommand,
  PinpointSMSVoiceV2Client,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AWS_ACTIONS } from '../../../router/actions/allowlist.ts';
import { requiredMembers } from '../../../router/actions/schema-members.ts';
import { sessionPolicy } from '../../../router/aws/tenant/session-policy.ts';
import { functionUrlEvent, gatewayEvent, MACHINE_CLAIMS } from '../lambda-events.ts';
import { operationOf } from '../operations.ts';
import type { Rig } from '../rig.ts';
import { createRig, TENANTS } from '../rig.ts';
import type { TestRouter } from '../test-router.ts';
import { errorOf } from '../test-router.ts';

const SEND = {
  DestinationPhoneNumber: '+14254147755',
  MessageBody: 'Your code is 1234',
  ConfigurationSetName: 'Default',
};

const SEND_PATH = '/acme/SendTextMessage';
const SIGNER = 'arn:aws:sts::444444444444:assumed-role/Campaigns/job-17';

let rig: Rig;
let router: TestRouter;

beforeAll(async () => {
  rig = await createRig();
});

afterAll(() => rig.stop());

beforeEach(() => {
  rig.calls.clear();
  router = rig.startRouter();
});

describe('a good request', () => {
  it.each(Object.values(TENANTS))(
    "sends in $pk's account and Region and answers with AWS's output",
    async (tenant) => {
      const answer = await router.post(`/${tenant.pk}/SendTextMessage`, SEND);
      expect(answer).toEqual({
        status: 200,
        headers: expect.objectContaining({ 'x-request-id': 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef' }),
        body: { MessageId: expect.any(String) },
      });
      expect(rig.smsVoice.messages().at(-1)).toMatchObject({
        messageId: answer.body.MessageId,
        accountId: tenant.accountId,
        region: tenant.region,
        destination: SEND.DestinationPhoneNumber,
        body: SEND.MessageBody,
      });
    },
  );

  it('runs with a session of the access class, under the external id of the tenant', async () => {
    await router.post(SEND_PATH, SEND);
    await router.post('/acme/DescribePools');
    expect(rig.calls.matching({ service: 'sms-voice' }).map(({ callerArn }) => callerArn)).toEqual([
      'arn:aws:sts::222222222222:assumed-role/PinpointManagementAccountAccessRole/router-send',
      'arn:aws:sts::222222222222:assumed-role/PinpointManagementAccountAccessRole/router-read',
    ]);
  });

  it('could do nothing of another class with the credentials it runs with', async () => {
    const role = rig.iam.role(rig.accessRoleArn(TENANTS.acme));
    const policy = JSON.parse(sessionPolicy('sms-voice', 'send'));
    const expiresAt = rig.clock.now() + 3_600_000;
    const credentials = rig.iam.keys.issue(rig.iam.openSession(role, 'router-send', expiresAt, policy));
    const client = new PinpointSMSVoiceV2Client({ region: 'us-east-1', credentials });
    await expect(client.send(new SendTextMessageCommand(SEND))).resolves.toBeDefined();
    await expect(client.send(new DescribePoolsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    client.destroy();
  });

  it('gets timestamps in ISO 8601', async () => {
    const { body } = await router.post('/acme/DescribePools');
    expect(body.Pools[0].CreatedTimestamp).toBe(new Date(rig.clock.now()).toISOString());
  });

  it('carries an attachment byte for byte', async () => {
    const bytes = Buffer.from(Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));
    const { status, body } = await router.post('/acme/CreateRegistrationAttachment', {
      AttachmentBody: bytes.toString('base64'),
    });
    expect(status).toBe(200);
    const stored = rig.smsVoice.attachmentBody(TENANTS.acme, body.RegistrationAttachmentId);
    expect(Buffer.from(stored ?? []).equals(bytes)).toBe(true);
  });

  it('reaches what is left of Pinpoint', async () => {
    const created = await router.post('/globex/CreateApp', { CreateApplicationRequest: { Name: 'push' } });
    const { Id: ApplicationId } = created.body.ApplicationResponse;
    const found = await router.post('/globex/GetApp', { ApplicationId });
    expect(found).toMatchObject({
      status: 200,
      body: { ApplicationResponse: { Id: ApplicationId, Name: 'push' } },
    });
    const missing = await router.post('/acme/GetApp', { ApplicationId });
    expect(errorOf(missing)).toMatchObject({ status: 404, name: 'NotFoundException' });
  });

  it.each([undefined, '', '{}'])('needs no body where AWS needs no member: %j', async (body) => {
    const event = gatewayEvent({ path: '/acme/DescribeAccountLimits', body: body ?? null });
    expect((await router.invoke(event)).status).toBe(200);
  });

  it('may have its body in base64, as Lambda passes binary bodies', async () => {
    const body = Buffer.from(JSON.stringify({ ...SEND, MessageBody: 'Grüße 👋' })).toString('base64');
    const event = gatewayEvent({ path: SEND_PATH, body, isBase64Encoded: true });
    expect((await router.invoke(event)).status).toBe(200);
    expect(rig.smsVoice.messages().at(-1)?.body).toBe('Grüße 👋');
  });
});

describe('the front doors', () => {
  const send = { path: SEND_PATH, body: JSON.stringify(SEND) };

  it('admit a role that the deployment names and that signed for the function URL', async () => {
    router = rig.startRouter({
      environment: { ADMIN_CALLER_ARNS: 'arn:aws:iam::444444444444:role/Campaigns' },
    });
    const event = functionUrlEvent(send, SIGNER);
    expect((await router.invoke(event)).status).toBe(200);
    expect(router.log()[0].principal).toBe('arn:aws:iam::444444444444:role/Campaigns');
  });

  it('let any other signer act for tenants that bind it, and reveal no others', async () => {
    const bound = {
      ...TENANTS.acme,
      callers: { 'arn:aws:iam::444444444444:role/Campaigns': ['send' as const] },
    };
    await rig.putTenant(bound);
    const statusOf = async (path: string, body = send.body) =>
      (await router.invoke(functionUrlEvent({ path, body }, SIGNER))).status;
    expect(await statusOf(SEND_PATH)).toBe(200);
    expect(await statusOf('/acme/DescribePools', '{}')).toBe(403);
    const unbound = await router.invoke(
      functionUrlEvent({ ...send, path: '/globex/SendTextMessage' }, SIGNER),
    );
    const unknown = await router.invoke(
      functionUrlEvent({ ...send, path: '/nobody/SendTextMessage' }, SIGNER),
    );
    expect(unbound).toEqual(unknown);
    expect(router.log().map(({ reason }) => reason)).toEqual([
      undefined,
      'binding does not have the class',
      'not bound to the tenant',
      'unknown tenant',
    ]);
    await rig.putTenant(TENANTS.acme);
  });

  it.each([
    ['the gateway without claims', gatewayEvent(send, null)],
    ['the function URL without an identity', functionUrlEvent(send, null)],
  ])('refuse %s, whatever the headers say', async (_, event) => {
    const forged = { authorization: 'Bearer forged', 'x-amzn-request-context': '{"authorizer":{"iam":{}}}' };
    const answer = await router.invoke({
      ...event,
      headers: { ...event.headers, ...forged },
    } as typeof event);
    expect(errorOf(answer)).toMatchObject({ status: 401, name: 'UnauthorizedException' });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(rig.calls.count()).toBe(0);
  });

  it('refuse a token without the scope before anything else', async () => {
    const claims = { ...MACHINE_CLAIMS, scope: 'openid' };
    const answer = await router.invoke(
      gatewayEvent({ path: '/nobody/NoSuchAction', body: 'no json' }, claims),
    );
    expect(errorOf(answer)).toMatchObject({ status: 403, name: 'ForbiddenException' });
  });

  it('admit a person only with the group Admin', async () => {
    const person = { ...MACHINE_CLAIMS, sub: 'a-person', username: 'anna' };
    expect((await router.invoke(gatewayEvent(send, person))).status).toBe(403);
    const admin = { ...person, 'cognito:groups': 'Admin,Ops' };
    expect((await router.invoke(gatewayEvent(send, admin))).status).toBe(200);
  });
});

describe('the path', () => {
  it.each([
    'NoSuchAction',
    '__proto__',
    'constructor',
    'toString',
    'SetTextMessageSpendLimitOverride',
    'sendtextmessage',
  ])('with the action %s is the one and same 404', async (action) => {
    const answer = await router.post(`/acme/${action}`, SEND);
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({
      status: 404,
      error: { name: 'InvalidActionException', message: 'This API offers no action of this name.' },
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
    });
    expect(rig.calls.count()).toBe(0);
  });

  it.each(['+15555550100', 'a', '-acme', 'acme%20', 'a'.repeat(65), '%252e', '*'])(
    'with %s for a tenantId is 404 without a look-up, and the log does not repeat it',
    async (tenantId) => {
      expect(errorOf(await router.post(`/${tenantId}/SendTextMessage`, SEND))).toMatchObject({
        status: 404,
        name: 'TenantNotFoundException',
      });
      expect(rig.calls.count()).toBe(0);
      expect(router.log()[0]).not.toHaveProperty('tenantId');
    },
  );

  it('with an unknown tenantId is 404 after one look-up', async () => {
    expect(errorOf(await router.post('/initech/SendTextMessage', SEND))).toMatchObject({
      status: 404,
      name: 'TenantNotFoundException',
    });
    expect(rig.calls.matching().map(({ operation }) => operation)).toEqual(['GetItem']);
  });

  it.each(['/', '/acme', '/acme/SendTextMessage/', '/acme/SendTextMessage/more'])(
    '%s leads nowhere',
    async (path) => {
      const event = functionUrlEvent({ path, body: JSON.stringify(SEND) }, SIGNER);
      expect(errorOf(await router.invoke(event))).toMatchObject({
        status: 404,
        name: 'NotFoundException',
      });
    },
  );

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('does not take %s', async (method) => {
    const event = functionUrlEvent({ method, path: SEND_PATH, body: '{}' }, SIGNER);
    const { app } = router;
    // An answer to HEAD has no body to parse.
    const answer =
      method === 'HEAD' ? await app.request(SEND_PATH, { method }, {}) : await router.invoke(event);
    expect(answer.status).toBe(405);
    expect(new Headers(answer.headers).get('allow')).toBe('POST');
  });

  it('/healthz answers every caller, calls nothing and is not logged', async () => {
    const answer = await router.invoke(functionUrlEvent({ method: 'GET', path: '/healthz' }, null));
    expect(answer).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(rig.calls.count()).toBe(0);
    expect(router.lines).toEqual([]);
  });
});

describe('the body', () => {
  it.each(['{', 'null', '[]', '"text"', '1', 'MessageBody=hello', ' '])(
    '%j is not an object: 400',
    async (body) => {
      const answer = await router.invoke(gatewayEvent({ path: SEND_PATH, body }));
      expect(errorOf(answer)).toMatchObject({ status: 400, name: 'SerializationException' });
    },
  );

  it('that is not UTF-8 is 400', async () => {
    const body = Buffer.from('{"MessageBody":"\xff"}', 'latin1').toString('base64');
    const answer = await router.invoke(gatewayEvent({ path: SEND_PATH, body, isBase64Encoded: true }));
    expect(errorOf(answer)).toMatchObject({ status: 400, name: 'SerializationException' });
  });

  it.each([
    'application/x-www-form-urlencoded',
    'text/plain',
    'application/jsonx',
    'application/json; charset=latin1',
  ])('of type %s is 415', async (type) => {
    const answer = await router.post(SEND_PATH, SEND, { headers: { 'content-type': type } });
    expect(errorOf(answer)).toMatchObject({ status: 415, name: 'UnsupportedMediaTypeException' });
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    'of type %s is read',
    async (type) => {
      const answer = await router.post(SEND_PATH, SEND, { headers: { 'content-type': type } });
      expect(answer.status).toBe(200);
    },
  );

  it('that is compressed is 415', async () => {
    const answer = await router.post(SEND_PATH, SEND, {
      headers: { 'content-encoding': 'gzip' },
    });
    expect(answer.status).toBe(415);
  });

  it('larger than the limit is 413, in bytes and not in characters', async () => {
    const small = rig.startRouter({ environment: { MAX_BODY_BYTES: '1024' } });
    const bodyOf = (bytes: number) => ({ ...SEND, MessageBody: 'ü'.repeat((bytes - 100) / 2) });
    expect((await small.post(SEND_PATH, bodyOf(1_000))).status).toBe(200);
    expect(errorOf(await small.post(SEND_PATH, bodyOf(1_200)))).toMatchObject({
      status: 413,
      name: 'PayloadTooLargeException',
    });
  });

  it('is refused without a call, naming the paths and not the values', async () => {
    const answer = await router.post(SEND_PATH, {
      DestinationPhoneNumber: 14254147755,
      DestinationCountryParameters: { IN: 1 },
      Surprise: 'x',
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toEqual({
      name: 'ValidationException',
      message: 'The body does not fit SendTextMessage: 3 problems.',
      problems: [
        { path: 'DestinationPhoneNumber', message: 'must be a string' },
        { path: 'DestinationCountryParameters.IN', message: 'must be a string' },
        { path: 'Surprise', message: 'is not a known member' },
      ],
    });
    expect(rig.calls.count()).toBe(0);
  });

  it('says how much is wrong with it, also when that is more than it lists', async () => {
    const answer = await router.post('/acme/DescribePools', {
      PoolIds: Array.from({ length: 250 }, () => 1),
    });
    expect(errorOf(answer).message).toBe('The body does not fit DescribePools: 250 problems.');
    expect(errorOf(answer).problems).toHaveLength(101);
  });
});

describe('for every action', () => {
  beforeEach(() => {
    router = rig.startRouter({ environment: { ALLOWED_CLASSES: 'account' } });
  });

  it.each(AWS_ACTIONS)(
    '%s: unknown, missing and wrong members are 400 naming the path, without a call',
    async (action) => {
      const { input } = operationOf(action);
      const members = Array.from(input.structIterator());
      const wrong = Object.fromEntries(
        members.map(([name, member]) => [name, member.isStringSchema() ? 1 : 'wrong']),
      );
      const required = [...requiredMembers(input)];

      expect(await problemPaths(action, { Surprise: 1 })).toEqual([...required, 'Surprise']);
      if (members.length > 0)
        expect(await problemPaths(action, wrong)).toEqual(members.map(([name]) => name));
      if (required.length > 0) expect(await problemPaths(action, {})).toEqual(required);
      expect(rig.calls.count()).toBe(0);
    },
  );

  async function problemPaths(action: string, body: object): Promise<readonly string[]> {
    const answer = await router.post(`/acme/${action}`, body);
    expect(answer.status).toBe(400);
    return answer.body.error.problems.map(({ path }: { path: string }) => path);
  }
});

describe('a deployment that narrows the allowlist', () => {
  it('offers what it names and nothing else', async () => {
    const narrow = rig.startRouter({ environment: { ALLOWED_ACTIONS: 'DescribePools' } });
    expect((await narrow.post('/acme/DescribePools')).status).toBe(200);
    expect(errorOf(await narrow.post(SEND_PATH, SEND))).toMatchObject({
      status: 404,
      name: 'InvalidActionException',
    });
  });
});
