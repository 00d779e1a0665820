import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseManagementConfig, parseTenantConfig } from '../../infra/config.ts';
import { assertNoPasswordIn, contextFiles, readDeploymentContext } from '../../infra/context/cdk-context.ts';
import { type Context, ContextError } from '../../infra/context/read-context.ts';
import { inTemporaryDirectory } from './templates/resolved-stack.ts';

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
      functionUrlBoundCallerArns: [],
      allowClasses: [],
      defaultConfigurationSet: true,
      bucketPolicyMode: 'tenants',
      registration: 'open',
      maxTenantIdsPerAccount: 20,
      messageRetentionDays: 30,
      loopbackCallbacks: false,
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
    ['functionUrlBoundCallerArns', { ...ORGANIZATION, functionUrlBoundCallerArns: '*' }],
    ['allowClasses', { ...ORGANIZATION, allowClasses: 'billing' }],
    ['defaultConfigurationSet', { ...ORGANIZATION, defaultConfigurationSet: 'no' }],
    [
      'authCertificateArn',
      { ...DOMAIN, authCertificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/1' },
    ],
    ['callbackUrls', { ...ORGANIZATION, callbackUrls: 'http://example.com/callback' }],
    ['bucketPolicyMode', { ...ORGANIZATION, bucketPolicyMode: 'everybody' }],
    ['registration', { ...ORGANIZATION, registration: 'closed' }],
    ['maxTenantIdsPerAccount', { ...ORGANIZATION, maxTenantIdsPerAccount: '0' }],
    ['allowedActions', { ...ORGANIZATION, allowedActions: 'SendTextMessage,SendTextMesage' }],
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

  it('names every entry of a list that does not fit', () => {
    const allowedActions = 'SendTextMessage, SendTextMesage,NoSuchAction';
    const [problem] = problemsOf(() => parseManagementConfig({ ...ORGANIZATION, allowedActions }));
    expect(problem).toContain('allowedActions holds "SendTextMesage", "NoSuchAction", but must be');
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

describe('names of context values', () => {
  it('of the other stack pass, as one file may hold both', () => {
    const { managementAccountId: _, ...tenant } = TENANT;
    expect(parseManagementConfig({ ...ORGANIZATION, ...tenant, settleSeconds: 'any' })).toEqual(
      parseManagementConfig(ORGANIZATION),
    );
    expect(parseTenantConfig({ ...TENANT, ...DOMAIN, alarmEmail: 'any' })).toEqual(parseTenantConfig(TENANT));
  });

  it.each([
    ['apitempPassword', 'apiTempPassword'],
    ['organisationId', 'organizationId'],
    ['OrganizationID', 'organizationId'],
    ['settleSecond', 'settleSeconds'],
    ['stak', 'stack'],
    ['acount', 'account'],
  ])('close to a known name, such as %s, are refused with that name', (name, meant) => {
    const [problem, ...others] = problemsOf(() => parseManagementConfig({ ...ORGANIZATION, [name]: 'x' }));
    expect(others).toEqual([]);
    expect(problem).toBe(`${name} is not a context value of this app. Did you mean ${meant}?`);
  });

  it.each([
    ['alarmAddress', ' Did you mean alarmEmail?'],
    [
      'retentionDays',
      ' Did you mean one of eventRetentionDays, messageRetentionDays? README.md lists all of them under "Context of …".',
    ],
    ['colour', ' README.md lists all of them under "Context of …".'],
  ])('such as %s are refused with similar names, or with the place that lists all', (name, advice) => {
    const [problem] = problemsOf(() => parseTenantConfig({ ...TENANT, [name]: 'blue' }));
    expect(problem).toBe(`${name} is not a context value of this app.${advice}`);
  });
});

describe('the account of a stack', () => {
  it.each<[string, () => { account?: string }]>([
    ['account', () => parseManagementConfig({ ...ORGANIZATION, account: '222222222222' })],
    [
      'managementAccountId',
      () => parseManagementConfig({ ...ORGANIZATION, managementAccountId: '222222222222' }),
    ],
    ['account', () => parseTenantConfig({ ...TENANT, account: '222222222222' })],
    ['tenantAccountId', () => parseTenantConfig({ ...TENANT, tenantAccountId: '222222222222' })],
  ])('is what %s says', (_, parse) => {
    expect(parse().account).toBe('222222222222');
  });

  it('is left to the credentials without', () => {
    expect(parseTenantConfig(TENANT)).not.toHaveProperty('account');
  });

  it('has one value only', () => {
    const twice = { account: '222222222222', tenantAccountId: '333333333333' };
    expect(problemsOf(() => parseTenantConfig({ ...TENANT, ...twice }))).toHaveLength(1);
    expect(
      problemsOf(() => parseTenantConfig({ ...TENANT, ...twice, tenantAccountId: '222222222222' })),
    ).toEqual([]);
  });
});

describe('a Region without the AWS::SMSVOICE types', () => {
  it.each(['ap-east-1', 'ap-southeast-5', 'ap-southeast-7', 'cn-north-1'])(
    'such as %s is named',
    (region) => {
      const [problem, ...others] = problemsOf(() => parseTenantConfig(TENANT, region));
      expect(others).toEqual([]);
      expect(problem).toContain(
        `the Region is ${region}, but CloudFormation has no AWS::SMSVOICE types there`,
      );
    },
  );

  it('are allowed for the management stack, which has none of these types; so are other Regions for the tenant stack', () => {
    expect(problemsOf(() => parseManagementConfig(ORGANIZATION, 'ap-east-1'))).toEqual([]);
    expect(problemsOf(() => parseTenantConfig(TENANT, 'ap-southeast-1'))).toEqual([]);
  });
});

describe('context as the CDK CLI hands it over', () => {
  it("is text, without the CDK's own names", () => {
    const { stackName, context } = readDeploymentContext({
      stack: 'PinpointTenantAccountStack',
      managementAccountId: 111111111111,
      settleSeconds: 0,
      flag: false,
      allowedActions: ['SendTextMessage', 'DescribePools'],
      alarmEmail: null,
      '@aws-cdk/core:bootstrapQualifier': 'acme',
      '@aws-cdk/core:permissionsBoundary': { name: 'boundary' },
      'aws:cdk:version-reporting': true,
      'aws-cdk:enableDiffNoFail': true,
      'availability-zones:account=111111111111:region=us-east-1': ['us-east-1a'],
    });
    expect(stackName).toBe('PinpointTenantAccountStack');
    expect(context).toEqual({
      managementAccountId: '111111111111',
      settleSeconds: '0',
      flag: 'false',
      allowedActions: 'SendTextMessage,DescribePools',
      alarmEmail: undefined,
    });
  });

  it.each([
    ['cdk.json', { context: { apiTempPassword: 'Abcdefg1!' } }],
    ['cdk.context.json', { apiTempPassword: 'Abcdefg1!' }],
  ])('holds no password from %s', (name, content) => {
    inTemporaryDirectory((directory) => {
      writeFileSync(join(directory, name), JSON.stringify(content));
      const [problem = ''] = problemsOf(() => assertNoPasswordIn(contextFiles(directory)));
      expect(problem).toContain(join(directory, name));
      expect(problem).not.toContain('Abcdefg1!');
    });
  });
});

describe('the tenant context', () => {
  it('has defaults for all but the four required values', () => {
    expect(parseTenantConfig(TENANT)).toEqual({
      ...TENANT,
      accessRolePermissions: 'service',
      allowClasses: [],
      passableRoleArns: [],
      mediaBucketArns: [],
      settleSeconds: 45,
      eventBufferSeconds: 60,
      forwardMessageEvents: false,
    });
  });

  it('lists all four required values when there is nothing', () => {
    const problems = problemsOf(() => parseTenantConfig({}));
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(Object.keys(TENANT));
  });

  it.each<[string, Context]>([
    ['tenantId', { tenantId: 'a' }],
    ['passableRoleArns', { passableRoleArns: 'arn:aws:iam::222222222222:role/*' }],
    ['mediaBucketArns', { mediaBucketArns: 'arn:aws:s3:::pictures/*' }],
    ['allowClasses', { allowClasses: 'everything' }],
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
