import { describe, expect, it } from 'vitest';
import { parseManagementConfig, parseTenantConfig } from '../../infra/config.ts';
import { type Context, ContextError } from '../../infra/context/read-context.ts';

const ORGANIZATION = { organizationId: 'o-a1b2c3d4e5' };
const DOMAIN = {
  ...ORGANIZATION,
  apiHostName: 'sms.example.com',
  parentHostedZoneId: 'Z0123456789ABC',
  parentHostedZoneName: 'example.com',
};
const TENANT = {
  tenantId: 'acme',
  managementAccountId: '111111111111',
  eventStreamingBucketName: 'pinpoint-event-stream-data-111111111111-us-east-1',
  targetEventBusArn: 'arn:aws:events:us-east-1:111111111111:event-bus/PinpointTenantAccountBus',
};

function problemsOf(parse: () => unknown): readonly string[] {
  try {
    parse();
  } catch (error) {
    if (error instanceof ContextError) return error.problems;
    throw error;
  }
  return [];
}

describe('the management context', () => {
  it('needs the organization alone', () => {
    expect(parseManagementConfig(ORGANIZATION)).toEqual({
      ...ORGANIZATION,
      apiStageName: 'prod',
      adminUser: false,
      callbackUrls: ['http://localhost:8400/callback'],
      developerPrincipalArns: [],
      functionUrlCallerArns: [],
      bucketPolicyMode: 'tenants',
    });
  });

  it('lists every problem at once, each with the way to set the value', () => {
    const problems = problemsOf(() =>
      parseManagementConfig({ apiHostName: 'sms.example.com', apiStageName: 'a/b', webAclArn: 'none' }),
    );
    expect(problems).toHaveLength(5);
    for (const problem of problems) expect(problem).toMatch(/Set it with -c \w+=/);
  });

  it.each<[string, Context]>([
    ['organizationId', { organizationId: 'o-UPPER' }],
    ['apiHostName', { ...DOMAIN, apiHostName: 'sms_example.example.com' }],
    ['apiHostName', { ...DOMAIN, apiHostName: 'https://sms.example.com' }],
    ['parentHostedZoneId', { ...DOMAIN, parentHostedZoneId: '/hostedzone/Z1' }],
    ['apiStageName', { ...ORGANIZATION, apiStageName: '' }],
    [
      'developerPrincipalArns',
      { ...ORGANIZATION, developerPrincipalArns: 'arn:aws:iam::111111111111:role/*' },
    ],
    ['developerPrincipalArns', { ...ORGANIZATION, developerPrincipalArns: 'arn:aws:iam::111111111111:root' }],
    ['functionUrlCallerArns', { ...ORGANIZATION, functionUrlCallerArns: '*' }],
    [
      'authCertificateArn',
      { ...DOMAIN, authCertificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/1' },
    ],
    ['callbackUrls', { ...ORGANIZATION, callbackUrls: 'http://example.com/callback' }],
    ['bucketPolicyMode', { ...ORGANIZATION, bucketPolicyMode: 'everybody' }],
    ['allowedActions', { ...ORGANIZATION, allowedActions: 'SendTextMessage,PutResourcePolicy' }],
    ['alarmEmail', { ...ORGANIZATION, alarmEmail: 'nobody' }],
    ['apitempPassword', { ...ORGANIZATION, apitempPassword: 'Abcdefg1!' }],
  ])('refuses a malformed or unknown %s', (name, context) => {
    const problems = problemsOf(() => parseManagementConfig(context));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(name);
  });

  it.each(['Abcdef1!', 'abcdefg1!', 'ABCDEFG1!', 'Abcdefgh!', 'Abcdefgh1', 'Abcdef 1!'])(
    'refuses the temporary password %j without repeating it',
    (apiTempPassword) => {
      const [problem = '', ...others] = problemsOf(() =>
        parseManagementConfig({ ...ORGANIZATION, apiTempPassword }),
      );
      expect(others).toEqual([]);
      expect(problem).toContain('apiTempPassword');
      expect(problem).not.toContain(apiTempPassword);
    },
  );

  it('keeps the temporary password out of the config', () => {
    const config = parseManagementConfig({ ...ORGANIZATION, apiTempPassword: 'Abcdefg1!' });
    expect(config.adminUser).toBe(true);
    expect(JSON.stringify(config)).not.toContain('Abcdefg1!');
  });

  it('delegates the zone within the account by the parent zone, across accounts by a role', () => {
    expect(parseManagementConfig(DOMAIN).customDomain?.delegation).toEqual({
      kind: 'same-account',
      parentHostedZoneName: 'example.com',
    });
    const { parentHostedZoneName: _, ...crossAccount } = DOMAIN;
    const roleArn = 'arn:aws:iam::444444444444:role/ZoneDelegation';
    const config = parseManagementConfig({ ...crossAccount, crossAccountZoneDelegationRoleArn: roleArn });
    expect(config.customDomain?.delegation).toEqual({ kind: 'cross-account', roleArn });
  });

  it.each<[string, Context]>([
    ['a host name without a zone id', { ...DOMAIN, parentHostedZoneId: undefined }],
    [
      'a host name with neither zone name nor delegation role',
      { ...DOMAIN, parentHostedZoneName: undefined },
    ],
    ['a host name outside the parent zone', { ...DOMAIN, apiHostName: 'sms.example.org' }],
    ['a zone id without a host name', { ...ORGANIZATION, parentHostedZoneId: 'Z0123456789ABC' }],
    ['a zone name without a host name', { ...ORGANIZATION, parentHostedZoneName: 'example.com' }],
    [
      'a delegation role without a host name',
      { ...ORGANIZATION, crossAccountZoneDelegationRoleArn: 'arn:aws:iam::444444444444:role/Z' },
    ],
    [
      'a certificate without a host name',
      { ...ORGANIZATION, authCertificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/1' },
    ],
  ])('refuses %s', (_, context) => {
    expect(problemsOf(() => parseManagementConfig(context))).toHaveLength(1);
  });

  it('demands a certificate for the sign-in outside us-east-1, where Cognito wants it', () => {
    expect(problemsOf(() => parseManagementConfig(DOMAIN, 'us-east-1'))).toEqual([]);
    const [problem] = problemsOf(() => parseManagementConfig(DOMAIN, 'eu-west-1'));
    expect(problem).toContain('authCertificateArn');
    const authCertificateArn = 'arn:aws:acm:us-east-1:111111111111:certificate/0a1b';
    expect(problemsOf(() => parseManagementConfig({ ...DOMAIN, authCertificateArn }, 'eu-west-1'))).toEqual(
      [],
    );
  });
});

describe('the tenant context', () => {
  it('has defaults for all but the four required values', () => {
    expect(parseTenantConfig(TENANT)).toEqual({
      ...TENANT,
      accessRolePermissions: 'service',
      settleSeconds: 45,
      eventBufferSeconds: 60,
    });
  });

  it('lists all four required values when there is nothing', () => {
    const problems = problemsOf(() => parseTenantConfig({}));
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(Object.keys(TENANT));
  });

  it.each<[string, Context]>([
    ['tenantId', { tenantId: 'a' }],
    ['tenantId', { tenantId: '../acme' }],
    ['managementAccountId', { managementAccountId: '1111' }],
    ['eventStreamingBucketName', { eventStreamingBucketName: 'my-bucket' }],
    ['targetEventBusArn', { targetEventBusArn: 'arn:aws:events:us-east-1:111111111111:event-bus/default' }],
    ['accessRolePermissions', { accessRolePermissions: 'all' }],
    ['settleSeconds', { settleSeconds: '601' }],
    ['settleSeconds', { settleSeconds: '-1' }],
    ['eventBufferSeconds', { eventBufferSeconds: '1.5' }],
  ])('refuses a malformed %s', (name, change) => {
    const problems = problemsOf(() => parseTenantConfig({ ...TENANT, ...change }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(name);
  });

  it.each<[string, Context, number]>([
    ['an account that owns neither bucket nor bus', { managementAccountId: '222222222222' }, 2],
    [
      'bucket and bus of different Regions',
      { eventStreamingBucketName: 'pinpoint-event-stream-data-111111111111-eu-west-1' },
      1,
    ],
  ])('refuses %s', (_, change, count) => {
    expect(problemsOf(() => parseTenantConfig({ ...TENANT, ...change }))).toHaveLength(count);
  });
});
