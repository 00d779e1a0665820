import { evaluatePolicies } from '@pinpoint-tenant-router/local-aws/decisions';
import { describe, expect, it } from 'vitest';
import type { AccessClass, Service } from '../../../../router/actions/allowlist.ts';
import { ACTIONS, ALLOWLIST } from '../../../../router/actions/allowlist.ts';
import { sessionPolicy } from '../../../../router/aws/tenant/session-policy.ts';

const SERVICES: readonly Service[] = ['sms-voice', 'mobiletargeting'];
const CLASSES: readonly AccessClass[] = ['read', 'send', 'manage', 'billing'];
const ALL = SERVICES.flatMap((service) => CLASSES.map((access) => [service, access] as const));

/** What a class may do beyond its own actions, and why. */
const DEPENDENT = [
  'sms-voice billing AssociateOriginationIdentity: RequestPhoneNumber with PoolId',
  'sms-voice billing TagResource: RequestPhoneNumber and RequestSenderId with Tags',
];

describe.each(ALL)('the session policy of %s %s', (service, access) => {
  it('allows the actions of its class and no other', () => {
    const allowed = ACTIONS.filter((action) =>
      allows(service, access, `${ALLOWLIST[action].service}:${action}`),
    );
    const own = ACTIONS.filter((a) => ALLOWLIST[a].service === service && ALLOWLIST[a].access === access);
    const dependent = ACTIONS.filter((a) =>
      DEPENDENT.some((line) => line.startsWith(`${service} ${access} ${a}:`)),
    );
    expect([...allowed].sort()).toEqual([...own, ...dependent].sort());
  });

  it.each([
    'sms-voice:SetTextMessageSpendLimitOverride',
    'sms-voice:DeleteMediaMessageSpendLimitOverride',
    'sms-voice:SetAccountDefaultProtectConfiguration',
    'sms-voice:DeleteAccountDefaultProtectConfiguration',
    'sms-voice:PutResourcePolicy',
    'sms-voice:DeleteResourcePolicy',
    'mobiletargeting:CreateCampaign',
    'mobiletargeting:GetEndpoint',
    'mobiletargeting:UpdateEmailChannel',
    'mobiletargeting:DeleteSmsChannel',
    'iam:CreateRole',
    's3:GetObject',
  ])('does not allow %s', (action) => {
    expect(allows(service, access, action)).toBe(false);
  });

  it('is short enough to pass, packed too', () => {
    expect(sessionPolicy(service, access).length).toBeLessThanOrEqual(1_200);
  });
});

it('lets manage pass roles to the service that uses them, and to no other', () => {
  const passTo = (service: string) =>
    allows('sms-voice', 'manage', 'iam:PassRole', { 'iam:PassedToService': service });
  expect(passTo('sms-voice.amazonaws.com')).toBe(true);
  expect(passTo('ec2.amazonaws.com')).toBe(false);
  expect(
    allows('sms-voice', 'send', 'iam:PassRole', { 'iam:PassedToService': 'sms-voice.amazonaws.com' }),
  ).toBe(false);
});

function allows(service: Service, access: AccessClass, action: string, context = {}): boolean {
  const policy = { name: 'session policy', document: JSON.parse(sessionPolicy(service, access)) };
  const resource = 'arn:aws:sms-voice:us-east-1:222222222222:pool/pool-1';
  return evaluatePolicies([policy], { action, resource, context }).outcome === 'allowed';
}
