import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rig } from '../../rig.ts';
import { createRig, TENANTS } from '../../rig.ts';
import type { TestRouter } from '../../test-router.ts';
import { errorOf } from '../../test-router.ts';

const SEND = { DestinationPhoneNumber: '+14254147755', MessageBody: 'hello' };

let rig: Rig;
let router: TestRouter;

beforeEach(async () => {
  rig = await createRig();
  router = rig.startRouter();
});

afterEach(() => rig.stop());

const send = () => router.post('/acme/SendTextMessage', SEND);
const reads = () => rig.calls.count({ service: 'dynamodb', operation: 'GetItem' });
const assumptions = () => rig.calls.count({ service: 'sts', operation: 'AssumeRole' });

it('1,000 requests for one tenant cost one read of the table and one AssumeRole for each access class', async () => {
  const read = () => router.post('/acme/DescribeAccountLimits');
  for (let batch = 0; batch < 10; batch += 1) {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => (index % 2 ? send() : read())),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  }
  expect(rig.calls.count({ service: 'sms-voice' })).toBe(1_000);
  expect(reads()).toBe(1);
  expect(assumptions()).toBe(2);
});

describe('a tenant', () => {
  it('is looked up again after half a minute', async () => {
    await send();
    await rig.clock.advance(29_000);
    await send();
    expect(reads()).toBe(1);
    await rig.clock.advance(1_000);
    await send();
    expect(reads()).toBe(2);
  });

  it('that was not there is found within seconds of its registration', async () => {
    const toInitech = () => router.post('/initech/DescribePools');
    expect((await toInitech()).status).toBe(404);
    expect((await toInitech()).status).toBe(404);
    expect(reads()).toBe(1);
    await rig.putTenant({ ...TENANTS.acme, pk: 'initech' });
    await rig.clock.advance(5_000);
    // Its role has another external id, so the way ends there: but the tenant is known.
    expect(errorOf(await toInitech())).toMatchObject({ name: 'TenantAccessException' });
  });

  it('that deregisters is 404 within the minute, like one that never was', async () => {
    await send();
    await rig.putTenant({ ...TENANTS.acme, registration: 'Deregistered', revision: 2 });
    await rig.clock.advance(60_000);
    const gone = await send();
    const never = await router.post('/initech/SendTextMessage', SEND);
    expect(gone).toMatchObject({ status: 404 });
    expect(gone.body).toEqual(never.body);
  });

  it('that is suspended is 403 within 30 s, and the session it had is not used', async () => {
    await send();
    await rig.putTenant({ ...TENANTS.acme, status: 'suspended' });
    await rig.clock.advance(30_000);
    const calls = rig.calls.count({ service: 'sms-voice' });
    expect(errorOf(await send())).toMatchObject({ status: 403, name: 'TenantSuspendedException' });
    expect(rig.calls.count({ service: 'sms-voice' })).toBe(calls);
  });

  it('whose record becomes invalid is not served by the old one: an operator may have meant to stop it', async () => {
    await send();
    await rig.putTenant({ ...TENANTS.acme, status: 'suspendd' as 'suspended' });
    await rig.clock.advance(60_000);
    expect(errorOf(await send())).toMatchObject({ status: 502, name: 'TenantLookupException' });
    expect(router.log().at(-1).reason).toBe('invalid attributes: status');
    await rig.putTenant(TENANTS.acme);
    await rig.clock.advance(5_000);
    expect((await send()).status).toBe(200);
  });

  it('with a list of callers serves those alone, and no credentials are made for others', async () => {
    await rig.putTenant({ ...TENANTS.acme, allowedCallers: ['another-client'] });
    expect(errorOf(await send())).toMatchObject({ status: 403, name: 'ForbiddenException' });
    expect(assumptions()).toBe(0);
    await rig.putTenant({ ...TENANTS.acme, allowedCallers: ['another-client', 'local-admin'] });
    await rig.clock.advance(60_000);
    expect((await send()).status).toBe(200);
  });
});

describe('while the table cannot be read', () => {
  const breakTable = (times = 1_000) =>
    rig.faults.inject(
      { service: 'dynamodb' },
      { kind: 'error', code: 'InternalServerError', status: 500 },
      times,
    );

  it('known tenants are served for five minutes, and no longer', async () => {
    await send();
    breakTable();
    await rig.clock.advance(299_000);
    expect((await send()).status).toBe(200);
    expect(router.log().at(-1)).toMatchObject({ tenantCache: 'stale', TenantCacheHits: 1 });
    await rig.clock.advance(1_000);
    expect(errorOf(await send())).toMatchObject({ status: 502, name: 'TenantLookupException' });
  });

  it('the table is not asked by every request', async () => {
    await send();
    breakTable();
    await rig.clock.advance(60_000);
    await send();
    const asked = reads();
    await Promise.all([send(), send(), send()]);
    expect(reads()).toBe(asked);
  });

  it('unknown tenants are 502, not 404', async () => {
    breakTable();
    expect(errorOf(await send())).toMatchObject({ status: 502, name: 'TenantLookupException' });
    expect(router.log()[0].cause).toMatchObject({ name: 'InternalServerError' });
  });
});

describe('credentials', () => {
  it('are renewed before they expire', async () => {
    await send();
    await rig.clock.advance(54 * 60_000);
    await send();
    expect(assumptions()).toBe(1);
    await rig.clock.advance(60_000);
    await send();
    expect(assumptions()).toBe(2);
    expect(rig.calls.matching({ errorCode: 'ExpiredTokenException' })).toEqual([]);
  });

  it('that can still be used are used while STS fails', async () => {
    await send();
    await rig.clock.advance(56 * 60_000);
    rig.faults.inject({ service: 'sts' }, { kind: 'error', code: 'InternalFailure', status: 500 }, 100);
    expect((await send()).status).toBe(200);
    expect(router.log().at(-1).credentialCache).toBe('stale');
    await rig.clock.advance(3 * 60_000);
    const error = errorOf(await send());
    expect(error).toMatchObject({ status: 502, name: 'TenantAccessException' });
    expect(error.message).toContain('STS failed');
  });

  it('are renewed when the record changes, for its new account and Region', async () => {
    await send();
    const { pk } = TENANTS.acme;
    await rig.putTenant({ ...TENANTS.globex, pk, revision: 2 });
    rig.iam.updateRole(rig.accessRoleArn(TENANTS.globex), { assumeRolePolicy: trustOf(pk) });
    await rig.clock.advance(60_000);
    expect((await send()).status).toBe(200);
    expect(rig.smsVoice.messages().at(-1)).toMatchObject({ accountId: '333333333333', region: 'eu-west-1' });
  });

  it('are renewed when the tenant was deployed again, with another role of the same name', async () => {
    await send();
    // Released and registered again: the item is a new one, whose revision begins at 1.
    await rig.putTenant({ ...TENANTS.acme, revision: 1, eventId: 'e-2' });
    await rig.clock.advance(60_000);
    expect((await send()).status).toBe(200);
    expect(assumptions()).toBe(2);
  });

  it('that the role does not give are 502, naming the role and what to check, and nothing of the router', async () => {
    rig.iam.updateRole(rig.accessRoleArn(TENANTS.acme), { assumeRolePolicy: trustOf('someone-else') });
    const error = errorOf(await send());
    expect(error).toMatchObject({ status: 502, name: 'TenantAccessException' });
    expect(error.message).toContain('arn:aws:iam::222222222222:role/PinpointManagementAccountAccessRole');
    expect(error.message).toContain('PinpointTenantAccountStack');
    expect(error.message).not.toContain('111111111111');
    expect(router.log()[0].cause.name).toMatch(/AccessDenied/);
  });

  it('of one tenant do not wait for another whose STS call hangs', async () => {
    rig.faults.inject({ service: 'sts' }, { kind: 'delay', milliseconds: 60_000 });
    const hanging = send();
    expect((await router.post('/globex/SendTextMessage', SEND)).status).toBe(200);
    await rig.clock.advance(60_000);
    expect((await hanging).status).toBe(200);
  });
});

describe('a tenant with something usable is not held up', () => {
  it.each([
    ['the look-up', 'dynamodb', 60_000, { tenantCache: 'stale' }],
    ['AssumeRole', 'sts', 56 * 60_000, { credentialCache: 'stale' }],
  ])('by %s that hangs', async (_, service, later, logged) => {
    router = rig.startRouter({ environment: { DEADLINE_MILLISECONDS: '4000' } });
    await send();
    await rig.clock.advance(later);
    rig.faults.inject({ service }, { kind: 'delay', milliseconds: 3_600_000 }, 100);
    const answers = await Promise.all([send(), send()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(router.log().slice(1)).toMatchObject([logged, logged]);
  });
});

function trustOf(externalId: string) {
  return {
    Version: '2012-10-17' as const,
    Statement: {
      Effect: 'Allow' as const,
      Principal: { AWS: rig.routerRole.arn },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
  };
}
