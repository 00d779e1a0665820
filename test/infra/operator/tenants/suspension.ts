import { describe, expect, it } from 'vitest';
import { itemOf } from '../../../journeys/registration.ts';
import { ACME } from '../../../support/parties.ts';
import { eventually } from '../../../support/patience.ts';
import { announce, at, statusOf, system, tenants, update } from './tenants-rig.ts';

export function suspension(): void {
  describe('suspend', () => {
    it.each<[string, readonly string[], number, string]>([
      ['a misspelt name', ['acmee', '--reason', 'x', '--yes'], 1, 'Did you mean acme?'],
      ['not a terminal', ['acme', '--reason', 'x'], 2, '--yes'],
      ['no reason', ['acme', '--yes'], 2, "required option '--reason"],
      ['what is no tenantId', ['a/b', '--reason', 'x', '--yes'], 2, 'A tenantId must be'],
    ])('does nothing with %s', async (_what, argv, code, message) => {
      const before = await itemOf(system(), 'acme');
      const done = await tenants('suspend', ...argv);
      expect(done).toMatchObject({ code, errors: expect.stringContaining(message) });
      expect(await itemOf(system(), 'acme')).toEqual(before);
      expect(await itemOf(system(), 'acmee')).toBeUndefined();
    });

    it('does nothing when the answer is no', async () => {
      const done = await at(() => 'n', ['suspend', 'acme', '--reason', 'x']);
      expect(done).toMatchObject({ code: 1, errors: expect.stringContaining('Nothing was changed.') });
      expect(done.questions).toEqual([expect.stringContaining(`Suspend acme of account ${ACME.accountId}?`)]);
      expect((await itemOf(system(), 'acme'))?.status).toBeUndefined();
    });

    it('does nothing when somebody else changes the tenant before the answer', async () => {
      const done = await at(async () => {
        await update('acme', { defaultConfigurationSet: true });
        return 'yes';
      }, ['suspend', 'acme', '--reason', 'x']);
      expect(done).toMatchObject({
        code: 1,
        errors: expect.stringContaining('acme was changed meanwhile'),
      });
      expect((await itemOf(system(), 'acme'))?.status).toBeUndefined();
    });

    it('holds everywhere, survives a re-registration, and ends with resume', async () => {
      expect(await at(() => 'y', ['suspend', 'acme', '--reason', 'unpaid'])).toMatchObject({ code: 0 });
      await eventually(async () => expect(await statusOf('acme')).toBe(403));
      const before = await itemOf(system(), 'acme');
      await announce();
      await eventually(async () =>
        expect((await itemOf(system(), 'acme'))?.revision).not.toBe(before?.revision),
      );
      expect(await itemOf(system(), 'acme')).toMatchObject({ status: 'suspended', statusReason: 'unpaid' });
      expect((await tenants('show', 'acme')).text).toContain('unpaid');

      expect(await tenants('resume', 'acme')).toMatchObject({ code: 0 });
      await eventually(async () => expect(await statusOf('acme')).toBe(200));
      expect(await tenants('resume', 'acme')).toMatchObject({ code: 0, text: 'acme is not suspended.' });
    });
  });
}
