import { describe, expect, it } from 'vitest';
import { ACCESS_ROLE_NAME } from '../../../../registrar/contract/names.ts';
import { itemOf } from '../../../journeys/registration.ts';
import { GLOBEX, NEWCOMER, PARTNER } from '../../../support/parties.ts';
import { becomeOperator, runbookPolicy, TENANT_ROLE, withoutAction } from '../operator-role.ts';
import { callbacksOf, system, tenants, update } from './tenants-rig.ts';

export function findings(): void {
  describe('doctor', () => {
    const doctor = async (...argv: readonly string[]) => {
      const { code, text } = await tenants('doctor', '--json', ...argv);
      return {
        code,
        ...(JSON.parse(text) as { findings: readonly Record<string, string>[]; skipped: string[] }),
      };
    };

    it('names numbers that a destroyed stack left behind, as long as it can look', async () => {
      const blind = await doctor();
      expect(blind.skipped).toEqual([expect.stringContaining('--tenant-role')]);
      const { findings, code } = await doctor('--tenant-role', TENANT_ROLE);
      expect(code).toBe(1);
      expect(findings).toMatchObject([{ check: 'numbers left behind', tenantId: 'initech' }]);
      expect(findings[0]?.seen).toMatch(/still has phone-/);
      expect(await tenants('release', 'initech', '--yes')).toMatchObject({
        code: 0,
        errors: expect.stringMatching(/deleted 1 of its callbacks[\s\S]*group tenant:initech/),
      });
      expect(await callbacksOf(NEWCOMER.accountId)).toBe(0);
      expect(await tenants('doctor')).toMatchObject({ code: 0, text: 'Nothing is wrong with 2 tenants.' });
    });

    it('names each thing that is wrong, and the tenant', async () => {
      const { iam } = system().aws.kernel;
      const role = iam.findRole(GLOBEX.accountId, ACCESS_ROLE_NAME);
      const { assumeRolePolicy } = role;
      const item = { ...(await itemOf(system(), 'acme')), revision: 1 };
      await update('stale', { ...item, pk: 'stale', sequence: Date.now() - 4 * 3_600_000 });
      await update('damaged', { ...item, pk: 'damaged', status: 'halted' });
      await update('ghost', { status: 'suspended' });
      await update('strange', { ...item, pk: 'strange', accountId: PARTNER.accountId });
      iam.updateRole(role.arn, {
        assumeRolePolicy: JSON.parse(JSON.stringify(assumeRolePolicy).replaceAll('"globex"', '"another"')),
      });
      const { findings } = await doctor();
      iam.updateRole(role.arn, { assumeRolePolicy });
      expect(findings.map(({ check, tenantId }) => [check, tenantId])).toEqual([
        ['damaged item', 'damaged'],
        ['ghost item', 'ghost'],
        ['stale announcement', 'stale'],
        ['bucket policy', undefined],
        ['role', 'globex'],
        ['role', 'stale'],
        ['role', 'strange'],
      ]);
      expect(findings[3]?.seen).toContain(`Not granted: ${PARTNER.accountId}.`);
      expect((await tenants('doctor')).text).toContain('an update of a misspelt name created the item');
      expect((await tenants('suspend', 'damaged', '--reason', 'x', '--yes')).errors).toContain(
        'damaged attributes: status',
      );
      expect(await tenants('release', 'ghost', '--yes')).toMatchObject({ code: 0 });
      for (const tenantId of ['stale', 'damaged', 'strange']) await update(tenantId, undefined);
    });

    it('says so when it may not look at the roles', async () => {
      becomeOperator(system(), withoutAction(runbookPolicy(system(), 'tenants'), 'sts:AssumeRole'));
      expect((await doctor()).skipped).toEqual([expect.stringContaining('developerPrincipalArns')]);
    });
  });
}
