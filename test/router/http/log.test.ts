import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gatewayEvent, MACHINE_CLAIMS } from '../lambda-events.ts';
import type { Rig } from '../rig.ts';
import { createRig } from '../rig.ts';
import type { TestRouter } from '../test-router.ts';

const NUMBER = '+14254147755';
const TEXT = 'Your code is 481516';
const SEND = { DestinationPhoneNumber: NUMBER, MessageBody: TEXT, Context: { order: 'secret-order' } };

let rig: Rig;
let router: TestRouter;

beforeAll(async () => {
  rig = await createRig();
});

afterAll(() => rig.stop());

beforeEach(() => {
  router = rig.startRouter();
});

describe('the log', () => {
  it('has one line a request, which says who did what for whom and how it went', async () => {
    await router.post('/acme/SendTextMessage', SEND);
    await router.post('/acme/SendTextMessage', SEND);
    const [first, second, ...more] = router.log();
    expect(more).toEqual([]);
    expect(first).toEqual({
      timestamp: new Date(rig.clock.now()).toISOString(),
      level: 'INFO',
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      tenantId: 'acme',
      action: 'SendTextMessage',
      principal: 'client:local-admin',
      status: 200,
      awsRequestId: rig.calls.matching({ operation: 'SendTextMessage' }).at(-2)?.requestId,
      messageId: expect.any(String),
      tenantCache: 'miss',
      credentialCache: 'miss',
      service: 'router',
      Requests: 1,
      Errors: 0,
      Faults: 0,
      Latency: 0,
      TenantCacheHits: 0,
      TenantCacheMisses: 1,
      CredentialCacheHits: 0,
      AssumeRoleCalls: 1,
      MessagesAccepted: 0,
      MessagesUnrecorded: 0,
      _aws: expect.anything(),
    });
    expect(second).toMatchObject({
      tenantCache: 'hit',
      credentialCache: 'hit',
      TenantCacheHits: 1,
      TenantCacheMisses: 0,
      CredentialCacheHits: 1,
      AssumeRoleCalls: 0,
    });
  });

  it('names a person by the subject and not by the user name', async () => {
    const person = {
      ...MACHINE_CLAIMS,
      sub: 'subject-1',
      username: 'anna@example.com',
      'cognito:groups': 'Admin',
    };
    await router.invoke(gatewayEvent({ path: '/acme/DescribePools' }, person));
    expect(router.log()[0].principal).toBe('user:subject-1');
    expect(router.lines.join()).not.toContain('anna');
  });

  it('never has what a caller sent', async () => {
    const authorization = 'Bearer eyJhbGciOiJub25lIn0.secret.token';
    await router.post('/acme/SendTextMessage', SEND, { headers: { authorization } });
    await router.post('/acme/SendTextMessage', { ...SEND, ConfigurationSetName: 'no-such-set' });
    await router.post('/acme/SendTextMessage', { ...SEND, DestinationPhoneNumber: 'not a number' });
    await router.post('/acme/SendTextMessage', { ...SEND, [NUMBER]: NUMBER, MaxPrice: 1 });
    await router.invoke(gatewayEvent({ path: '/acme/SendTextMessage', body: `{"MessageBody": "${TEXT}` }));
    await router.post(`/${NUMBER}/${NUMBER}`, SEND);
    expect(router.log().map(({ status }) => status)).toEqual([200, 404, 400, 400, 400, 404]);
    const text = router.lines.join('\n');
    for (const secret of [
      NUMBER,
      '14254147755',
      '481516',
      'secret-order',
      'eyJ',
      'not a number',
      'no-such-set',
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  it('never has credentials', async () => {
    await router.post('/acme/SendTextMessage', SEND);
    expect(router.lines.join()).not.toMatch(/ASIA|AKIA|secretAccessKey|sessionToken/i);
  });

  it('says of a failure of the router where it happened, and the answer does not', async () => {
    const broken = rig.startRouter({
      authenticator: () => {
        throw new TypeError(`cannot read ${NUMBER}`);
      },
    });
    const answer = await broken.post('/acme/SendTextMessage', SEND);
    expect(answer.body).toMatchObject({ status: 500, error: { name: 'InternalFailure' } });
    expect(JSON.stringify(answer)).not.toContain('cannot read');
    const [line] = broken.log();
    expect(line).toMatchObject({ level: 'ERROR', status: 500, errorName: 'InternalFailure', Faults: 1 });
    expect(line.cause).toMatchObject({
      name: 'TypeError',
      stack: [expect.stringContaining('log.test.ts'), ...Array(9).fill(expect.any(String))],
    });
    expect(broken.lines.join()).not.toContain(NUMBER);
  });
});

describe('the metrics in a line', () => {
  it('are named by the embedded metric format, and every name has its value at the root', async () => {
    await router.post('/acme/SendTextMessage', SEND);
    await router.post('/acme/SendTextMessage', {});
    for (const line of router.log()) {
      expect(line._aws.Timestamp).toBe(rig.clock.now());
      for (const { Namespace, Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
        expect(Namespace).toBe('PinpointTenantRouter');
        for (const dimension of Dimensions.flat()) expect(line[dimension]).toEqual(expect.any(String));
        for (const { Name } of Metrics) expect(line[Name]).toEqual(expect.any(Number));
      }
    }
  });

  it('count errors by name, and have no dimension that grows with tenants or callers', async () => {
    await router.post('/acme/SendTextMessage', {});
    const [{ _aws, errorName, Errors, Faults }] = router.log();
    expect({ errorName, Errors, Faults }).toEqual({ errorName: 'ValidationException', Errors: 1, Faults: 0 });
    const dimensions = _aws.CloudWatchMetrics.flatMap(
      (metric: { Dimensions: string[][] }) => metric.Dimensions,
    );
    expect(dimensions).toEqual([['service'], ['service', 'errorName']]);
  });
});
