import { DeleteBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { administratorOf } from '@pinpoint-tenant-router/local-aws/accounts';
import { describe, expect, it } from 'vitest';
import { grantedAccounts, itemOf } from '../../../journeys/registration.ts';
import { call } from '../../../support/api.ts';
import { deployTenant } from '../../../support/deployment.ts';
import { ACME, GLOBEX, MANAGEMENT, NEWCOMER } from '../../../support/parties.ts';
import { eventually } from '../../../support/patience.ts';
import { at, callbacksOf, lease, ROLE, registrationOf, system, tenants, update } from './tenants-rig.ts';

export function registrations(): void {
  describe('registrations', () => {
    it('count for the bucket policy, which reconcile brings back', async () => {
      const s3 = new S3Client({ ...administratorOf(system().aws, MANAGEMENT), forcePathStyle: true });
      await s3.send(new DeleteBucketPolicyCommand({ Bucket: system().outputs.EventBucketName }));
      expect(await tenants('reconcile')).toMatchObject({ code: 0 });
      expect(await grantedAccounts(system())).toEqual([ACME.accountId, GLOBEX.accountId]);
    });

    it('leave tombstones, which are released when the operator says so', async () => {
      await tenants('reserve', NEWCOMER.tenantId, NEWCOMER.accountId);
      await deployTenant(system(), NEWCOMER);
      await eventually(async () => expect(await registrationOf('initech')).toBe('Registered'));
      expect(await tenants('release', 'initech', '--yes')).toMatchObject({
        code: 1,
        errors: expect.stringContaining('is registered'),
      });
      const callback = { CallbackName: 'orders', Url: 'http://127.0.0.1:9/', EventTypes: ['*'] };
      await eventually(async () =>
        expect(await call(system(), 'initech/PutCallback', callback)).toMatchObject({ status: 200 }),
      );
      await lease();
      await system().destroyTenant('initech');
      await eventually(async () => expect(await registrationOf('initech')).toBe('Deregistered'));
      expect((await tenants('show', 'initech')).text).not.toContain('active');
      expect(await tenants('release', 'initech')).toMatchObject({
        code: 2,
        errors: expect.stringContaining('--yes'),
      });
      const lost = await at(async () => {
        await update('initech', { callers: { [ROLE]: ['read'] } });
        return 'y';
      }, ['release', 'initech']);
      expect(lost).toMatchObject({
        code: 1,
        errors: expect.stringContaining('initech was changed meanwhile'),
      });
      expect(await callbacksOf(NEWCOMER.accountId)).toBe(1);
    });

    it('are for one account after a reservation, which is changed and released', async () => {
      expect(await tenants('reserve', 'hooli', '1234')).toMatchObject({ code: 2 });
      expect(await tenants('reserve', 'hooli', ACME.accountId)).toMatchObject({ code: 0 });
      expect(await tenants('reserve', 'hooli', GLOBEX.accountId)).toMatchObject({ code: 2 });
      expect(await tenants('reserve', 'hooli', GLOBEX.accountId, '--yes')).toMatchObject({ code: 0 });
      expect(await tenants('reserve', 'acme', GLOBEX.accountId, '--yes')).toMatchObject({
        code: 1,
        errors: expect.stringContaining('has the name acme'),
      });
      expect(await tenants('release', 'hooli', '--yes')).toMatchObject({ code: 0 });
      expect(await itemOf(system(), 'hooli')).toBeUndefined();
      expect(await tenants('release', 'hooli', '--yes')).toMatchObject({ code: 1 });
    });
  });
}
