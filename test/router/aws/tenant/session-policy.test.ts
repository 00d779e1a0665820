import { evaluatePolicies } from '@pinpoint-tenant-router/local-aws/decisions';
import { describe, expect, it } from 'vitest';
import { ACCESS_CLASSES } from '../../../../registrar/contract/access-class.ts';
import type { AccessClass, Service } from '../../../../router/actions/allowlist.ts';
import { ACTIONS, ALLOWLIST } from '../../../../router/actions/allowlist.ts';
import { sessionPolicy } from '../../../../router/aws/tenant/session-policy.ts';

const SERVICES: readonly Service[] = ['sms-voice', 'mobiletargeting'];
const CLASSES: readonly AccessClass[] = ACCESS_CLASSES;
const ALL = SERVICES.flatMap((service) => CLASSES.map((access) => [service, access] as const));

/** What a class may do besides its own actions, and why. */
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
    'mobiletargeting:CreateCampaign',
    'mobiletargeting:GetEndpoint',
    'mobiletargeting:UpdateEmailChannel',
    'mobiletargeting:DeleteSmsChannel',
    'iam:CreateRole',
    's3:PutObject',
  ])('does not allow %s', (action) => {
    expect(allows(service, access, action)).toBe(false);
  });

  it('is short enough to pass, packed too', () => {
    expect(sessionPolicy(service, access).length).toBeLessThanOrEqual(1_200);
  });
});

it('allows manage to pass roles to the service that uses them, and to no other', () => {
  const passTo = (service: string) =>
    allows('sms-voice', 'manage', 'iam:PassRole', { 'iam:PassedToService': service });
  expect(passTo('sms-voice.amazonaws.com')).toBe(true);
  expect(passTo('ec2.amazonaws.com')).toBe(false);
  expect(
    allows('sms-voice', 'send', 'iam:PassRole', { 'iam:PassedToService': 'sms-voice.amazonaws.com' }),
  ).toBe(false);
});

it('allows send and manage to read the objects of a request, and no other class', () => {
  const readers = CLASSES.filter((access) => allows('sms-voice', access, 's3:GetObject'));
  expect(readers).toEqual(['send', 'manage']);
  expect(CLASSES.filter((access) => allows('mobiletargeting', access, 's3:GetObject'))).toEqual([]);
});

describe('what the stack made', () => {
  const OURS = { 'aws:ResourceTag/application': 'pinpoint-tenant-router' };

  it('is not removed by any action of any class, and otherwise changed as everything else', () => {
    const kept = ALL.flatMap(([service, access]) =>
      ACTIONS.map((action) => `${ALLOWLIST[action].service}:${action}`).filter(
        (action) => allows(service, access, action) && !allows(service, access, action, OURS),
      ),
    );
    expect(kept.sort()).toEqual([
      'sms-voice:DeleteConfigurationSet',
      'sms-voice:DeletePool',
      'sms-voice:ReleasePhoneNumber',
    ]);
    const others = { 'aws:ResourceTag/application': 'something-else' };
    expect(allows('sms-voice', 'manage', 'sms-voice:DeletePool', others)).toBe(true);
  });

  it.each(['application', 'Application', 'APPLICATION'])('cannot be told by the tag %s', (key) => {
    const tagged = { [`aws:RequestTag/${key}`]: 'anything', 'aws:TagKeys': ['team', key] };
    const untagged = { 'aws:TagKeys': ['team', key] };
    const other = { 'aws:RequestTag/team': 'a', 'aws:TagKeys': ['team'] };
    for (const [service, access] of ALL)
      for (const action of ACTIONS.map((name) => `${ALLOWLIST[name].service}:${name}`)) {
        if (!action.startsWith('sms-voice:') || !['manage', 'billing'].includes(access)) continue;
        expect(allows(service, access, action, tagged), `${access} ${action}`).toBe(false);
        if (action.endsWith('agResource')) continue;
        expect(allows(service, access, action, other), action).toBe(allows(service, access, action));
      }
    for (const action of ['TagResource', 'UntagResource']) {
      expect(allows('sms-voice', 'manage', `sms-voice:${action}`, untagged)).toBe(false);
      expect(allows('sms-voice', 'manage', `sms-voice:${action}`, other)).toBe(true);
    }
  });
});

function allows(service: Service, access: AccessClass, action: string, context = {}): boolean {
  const policy = { name: 'session policy', document: JSON.parse(sessionPolicy(service, access)) };
  const resource = 'arn:aws:sms-voice:us-east-1:222222222222:pool/pool-1';
  return evaluatePolicies([policy], { action, resource, context }).outcome === 'allowed';
}
