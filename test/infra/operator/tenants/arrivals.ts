import { describe, expect, it } from 'vitest';
import { call, fetchToken } from '../../../support/api.ts';
import { deployTenant } from '../../../support/deployment.ts';
import { ACME, GLOBEX } from '../../../support/parties.ts';
import { eventually } from '../../../support/patience.ts';
import { clientIn, registrationOf, statusOf, system, tenants } from './tenants-rig.ts';

export function arrivals(): void {
  describe('a tenant comes', () => {
    it('under a name that was reserved for its account, and sends its first text with a client of its own', async () => {
      expect(await tenants('reserve', 'acme', ACME.accountId)).toMatchObject({ code: 0 });
      await deployTenant(system(), ACME);
      await eventually(async () => expect(await registrationOf('acme')).toBe('Registered'));

      const made = await tenants('new-client', 'acme', '--access', 'read,send');
      expect(made).toMatchObject({ code: 0, errors: expect.stringContaining('api/Read api/Send') });
      const client = clientIn(made.text);
      const token = await fetchToken(system(), 'api/Send', client);
      await eventually(async () => {
        const text = { DestinationPhoneNumber: '+14254147755', MessageBody: 'the first' };
        expect(await call(system(), 'acme/SendTextMessage', text, token)).toMatchObject({ status: 200 });
      });
      const shown = await tenants('show', 'acme');
      expect(shown.text).toContain(`${client.clientId}: read, send`);
      expect(shown.text + shown.errors).not.toContain(client.clientSecret);
    });

    it('and waits where nobody has reserved its name, until its account is approved', async () => {
      await deployTenant(system(), GLOBEX);
      await eventually(async () => expect(await registrationOf('globex')).toBe('Pending'));
      expect(await tenants('approve', 'globex', ACME.accountId)).toMatchObject({
        code: 1,
        errors: expect.stringContaining(`Account ${ACME.accountId} has no pending registration`),
      });
      expect(await tenants('approve', 'globexx', GLOBEX.accountId)).toMatchObject({
        code: 1,
        errors: expect.stringContaining('Did you mean globex?'),
      });
      expect(await tenants('approve', 'globex', GLOBEX.accountId)).toMatchObject({
        code: 0,
        text: `globex of account ${GLOBEX.accountId} is registered.`,
      });
      await eventually(async () => expect(await statusOf('globex')).toBe(200));
    });

    it('and is listed, for people and for programs', async () => {
      const { text, code } = await tenants('list');
      expect(code).toBe(0);
      for (const cell of ['acme', ACME.accountId, 'eu-west-1', 'Registered', 'active'])
        expect(text).toContain(cell);
      const listed = JSON.parse((await tenants('list', '--json')).text);
      expect(listed).toMatchObject([
        { tenantId: 'acme', accountId: ACME.accountId, registration: 'Registered', status: 'active' },
        { tenantId: 'globex', lastAnnouncement: expect.stringMatching(/^\d{4}-.*Z$/) },
      ]);
      expect(await tenants('show', 'acmee')).toMatchObject({
        code: 1,
        errors: expect.stringContaining('Did you mean acme?'),
      });
    });
  });
}
