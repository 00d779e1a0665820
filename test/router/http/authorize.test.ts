import { describe, expect, it } from 'vitest';
import { authorize } from '../../../router/http/authorize.ts';
import { principalFromUserArn } from '../../../router/http/principal.ts';
import { tenantRecord } from '../tenant.ts';

const machine = { kind: 'client', clientId: 'client-1' } as const;
const person = { kind: 'user', clientId: 'client-1', userId: 'u' } as const;
const role = principalFromUserArn('arn:aws:sts::444444444444:assumed-role/Campaigns/session');
const user = principalFromUserArn('arn:aws:iam::444444444444:user/anna');

describe('authorize', () => {
  it.each([machine, person, role, user])(
    'lets any admitted caller act for a tenant without a list: %j',
    (principal) => {
      expect(authorize(principal, tenantRecord())).toEqual({ allowed: true });
      expect(authorize(principal, tenantRecord({ status: 'active' }))).toEqual({ allowed: true });
    },
  );

  it('lets nobody act for a suspended tenant, listed or not', () => {
    const tenant = tenantRecord({ status: 'suspended', allowedCallers: ['client-1'] });
    expect(authorize(machine, tenant)).toEqual({ allowed: false, reason: 'suspended' });
  });

  it.each([
    [machine, 'client-1'],
    [person, 'client-1'],
    [role, 'arn:aws:iam::444444444444:role/Campaigns'],
    [role, 'arn:aws:iam::444444444444:role/teams/sms/Campaigns'],
    [user, 'arn:aws:iam::444444444444:user/anna'],
  ])('lets a listed caller act: %j is %s', (principal, caller) => {
    expect(authorize(principal, tenantRecord({ allowedCallers: ['other', caller] }))).toEqual({
      allowed: true,
    });
  });

  it.each([
    [machine, 'client-2'],
    [machine, 'client-10'],
    [role, 'arn:aws:iam::555555555555:role/Campaigns'],
    [role, 'arn:aws:iam::444444444444:role/Campaigns2'],
    [role, 'Campaigns'],
    [user, 'arn:aws:iam::444444444444:user/ann'],
    [user, 'client-1'],
  ])('lets no other caller act: %j is not %s', (principal, caller) => {
    const tenant = tenantRecord({ allowedCallers: [caller] });
    expect(authorize(principal, tenant)).toEqual({ allowed: false, reason: 'caller not allowed' });
  });

  it('lets nobody act when the list is empty', () => {
    expect(authorize(machine, tenantRecord({ allowedCallers: [] })).allowed).toBe(false);
  });
});
