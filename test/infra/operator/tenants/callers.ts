import { describe, expect, it } from 'vitest';
import { itemOf } from '../../../journeys/registration.ts';
import { fetchToken } from '../../../support/api.ts';
import { eventually } from '../../../support/patience.ts';
import { clientIn, ROLE, statusOf, system, tenants, update } from './tenants-rig.ts';

export function callers(): void {
  describe('callers', () => {
    it.each<[string, string, number, string]>([
      ['an unknown client', 'nobody', 1, 'no client nobody'],
      [
        'a session',
        'arn:aws:sts::555555555555:assumed-role/Reporting/me',
        2,
        'is not the ARN of an IAM role or user',
      ],
      ['a wildcard', 'arn:aws:iam::555555555555:role/*', 2, 'is not the ARN'],
    ])('are not bound when they are %s', async (_what, caller, code, message) => {
      const before = await itemOf(system(), 'globex');
      const done = await tenants('bind', 'globex', caller, '--access', 'read');
      expect(done).toMatchObject({ code, errors: expect.stringContaining(message) });
      expect(await itemOf(system(), 'globex')).toEqual(before);
    });

    it('are bound, asked about before they lose a class, and unbound', async () => {
      expect(await tenants('bind', 'globex', ROLE, '--access', 'send,read')).toMatchObject({ code: 0 });
      expect((await itemOf(system(), 'globex'))?.callers).toEqual({ [ROLE]: ['read', 'send'] });
      const less = ['bind', 'globex', ROLE, '--access', 'read'];
      expect(await tenants(...less)).toMatchObject({
        code: 2,
        errors: expect.stringContaining('Remove send'),
      });
      expect(await tenants(...less, '--yes')).toMatchObject({ code: 0 });
      expect(await tenants('bind', 'globex', ROLE, '--access', 'everything')).toMatchObject({ code: 2 });

      for (const caller of ['nobody', 'constructor'])
        expect(await tenants('unbind', 'globex', caller, '--yes')).toMatchObject({
          code: 1,
          errors: expect.stringContaining('is not bound'),
        });
      expect(await tenants('unbind', 'globex', ROLE)).toMatchObject({ code: 2 });
      expect(await tenants('unbind', 'globex', ROLE, '--yes')).toMatchObject({ code: 0 });
      expect((await itemOf(system(), 'globex'))?.callers).toEqual({});
    });

    it('are bound by several operators at a time, and none is lost without a word', async () => {
      const roles = [1, 2, 3, 4].map((number) => `${ROLE}${number}`);
      const done = await Promise.all(
        roles.map((role) => tenants('bind', 'globex', role, '--access', 'read')),
      );
      const bound = roles.filter((_role, index) => done[index]?.code === 0);
      expect(bound).not.toEqual([]);
      expect(Object.keys(Object((await itemOf(system(), 'globex'))?.callers)).sort()).toEqual(bound);
      for (const { code, errors } of done) if (code !== 0) expect(errors).toContain('was changed meanwhile');
    });

    it('get a client made for them, which goes again when it cannot be bound', async () => {
      const { clients } = system().aws.cognito.userPool(system().outputs.UserPoolId ?? '');
      const before = clients.size;
      expect(await tenants('new-client', 'globexx', '--access', 'read')).toMatchObject({ code: 1 });
      const racing = await Promise.all(
        [1, 2].map(() => tenants('new-client', 'globex', '--access', 'billing', '--name', 'crm')),
      );
      const made = racing.filter(({ code }) => code === 0);
      expect(clients.size).toBe(before + made.length);
      const listed = JSON.parse((await tenants('clients', '--json')).text);
      expect(listed).toContainEqual({
        clientId: clientIn(made[0]?.text ?? '').clientId,
        name: 'crm',
        scopes: ['api/Manage'],
        tenants: ['globex'],
      });
    });

    it('get no more than was asked for without a question', async () => {
      const admin = ['new-client', 'globex', '--access', 'read', '--scopes', 'api/Admin'];
      expect(await tenants(...admin)).toMatchObject({
        code: 2,
        errors: expect.stringContaining('every tenant'),
      });
      expect(await tenants('new-client', 'globex', '--access', 'account')).toMatchObject({
        code: 2,
        errors: expect.stringContaining('needs the scope api/Admin'),
      });
    });

    it('change their secret while both are good', async () => {
      const old = clientIn((await tenants('new-client', 'globex', '--access', 'read')).text);
      expect(await tenants('rotate-secret', 'nobody')).toMatchObject({
        code: 1,
        errors: expect.stringContaining('no client nobody'),
      });
      expect(await tenants('rotate-secret', old.clientId, '--finish', '--yes')).toMatchObject({ code: 1 });
      const fresh = clientIn((await tenants('rotate-secret', old.clientId)).text);
      expect(await tenants('rotate-secret', old.clientId)).toMatchObject({
        code: 1,
        errors: expect.stringContaining('two secrets'),
      });
      await fetchToken(system(), 'api/Read', old);
      expect(await tenants('rotate-secret', old.clientId, '--finish')).toMatchObject({ code: 2 });
      expect(await tenants('rotate-secret', old.clientId, '--finish', '--yes')).toMatchObject({ code: 0 });
      await fetchToken(system(), 'api/Read', fresh);
      await expect(fetchToken(system(), 'api/Read', old)).rejects.toThrow('No token');
    });

    it('of before go on as they were: allowedCallers becomes callers, and exclusive', async () => {
      await update('globex', { allowedCallers: ['old-client'], callers: { [ROLE]: ['read'] } });
      expect(await tenants('unbind', 'globex', 'old-client', '--yes')).toMatchObject({
        code: 1,
        errors: expect.stringContaining('run npm run tenants -- migrate'),
      });
      expect(await tenants('migrate')).toMatchObject({ code: 2 });
      expect(await tenants('migrate', '--yes')).toMatchObject({
        code: 0,
        text: '1 of 1 tenants were rewritten.',
      });
      const item = await itemOf(system(), 'globex');
      expect(item).toMatchObject({
        exclusive: true,
        callers: { [ROLE]: ['read'], 'old-client': ['read', 'send', 'manage', 'billing', 'account'] },
      });
      expect(item?.allowedCallers).toBeUndefined();
      await eventually(async () => expect(await statusOf('globex')).toBe(403));
      expect(await tenants('migrate')).toMatchObject({ code: 0, text: 'No tenant has allowedCallers.' });
    });

    it('with Admin are let in again when the tenant is not exclusive any more', async () => {
      expect(await tenants('set', 'globex', 'exclusive', 'off')).toMatchObject({ code: 0 });
      await eventually(async () => expect(await statusOf('globex')).toBe(200));
      expect(await tenants('set', 'globex', 'exclusive', 'on')).toMatchObject({ code: 2 });
      expect(await tenants('set', 'globex', 'defaultConfigurationSet', 'off')).toMatchObject({ code: 0 });
      expect(await itemOf(system(), 'globex')).toMatchObject({ defaultConfigurationSet: false });
      expect(await tenants('set', 'globex', 'status', 'off')).toMatchObject({ code: 2 });
    });
  });
}
