import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../registrar/runtime/environment.ts';
import { readDevConfig, readRouterConfig } from '../../router/config.ts';

const deployed = {
  AWS_REGION: 'eu-central-1',
  TENANTS_TABLE: 'PinpointTenantsTable',
  KEYED_SENDS_TABLE: 'PinpointKeyedSends',
};
const dev = {
  AWS_REGION: 'eu-central-1',
  ROUTER_ROLE_ARN: 'arn:aws:iam::111111111111:role/PinpointTenantRouterRole',
  USER_POOL_ID: 'eu-central-1_AbCdEf123',
};

describe("the router's configuration", () => {
  it('needs a Region and a table, and has a default for the rest', () => {
    expect(readRouterConfig(deployed)).toEqual({
      region: 'eu-central-1',
      tenantsTable: 'PinpointTenantsTable',
      keyedSendsTable: 'PinpointKeyedSends',
      idempotencyHours: 24,
      allowedActions: null,
      allowedClasses: new Set(),
      adminCallerArns: [],
      defaultConfigurationSet: true,
      messages: null,
      tenantCacheTtlSeconds: 30,
      tenantCacheNegativeTtlSeconds: 5,
      maxBodyBytes: 5_767_168,
      deadlineMilliseconds: 27_500,
    });
  });

  it('takes what a template sets', () => {
    const environment = {
      ...deployed,
      ALLOWED_ACTIONS: 'SendTextMessage, DescribePools,',
      ALLOWED_CLASSES: 'account',
      ADMIN_CALLER_ARNS: 'arn:aws:iam::555555555555:role/Notifier',
      DEFAULT_CONFIGURATION_SET: 'off',
      MESSAGES_TABLE: 'PinpointMessages',
      MESSAGE_RETENTION_DAYS: '7',
      TENANT_CACHE_TTL_SECONDS: '0',
      TENANT_CACHE_NEGATIVE_TTL_SECONDS: '10',
      MAX_BODY_BYTES: '100000',
      DEADLINE_MILLISECONDS: '1000',
    };
    expect(readRouterConfig(environment)).toMatchObject({
      allowedActions: new Set(['SendTextMessage', 'DescribePools']),
      allowedClasses: new Set(['account']),
      adminCallerArns: ['arn:aws:iam::555555555555:role/Notifier'],
      defaultConfigurationSet: false,
      messages: { tableName: 'PinpointMessages', retentionDays: 7 },
      tenantCacheTtlSeconds: 0,
      tenantCacheNegativeTtlSeconds: 10,
      maxBodyBytes: 100_000,
      deadlineMilliseconds: 1_000,
    });
  });

  it('keeps the deadline below what the gateway waits', () => {
    expect(() => readRouterConfig({ ...deployed, DEADLINE_MILLISECONDS: '29000' })).toThrow(ConfigError);
  });

  it('lists everything that is missing or wrong in one message', () => {
    const environment = { AWS_REGION: 'nowhere', ALLOWED_ACTIONS: 'SendPigeon', MAX_BODY_BYTES: 'many' };
    expect(messageOf(() => readRouterConfig(environment))).toEqual([
      'AWS_REGION must be a Region, such as us-east-1',
      'TENANTS_TABLE is not set: the name of the tenants table (default PinpointTenantsTable)',
      'KEYED_SENDS_TABLE is not set: the name of the table of keyed sends (default PinpointKeyedSends)',
      'ALLOWED_ACTIONS SendPigeon is not an action of the router',
      expect.stringMatching(/^MAX_BODY_BYTES must be a whole number from 1024 to/),
    ]);
  });
});

describe("the local server's configuration", () => {
  it('defaults to the contract table, every client and port 8787', () => {
    expect(readDevConfig(dev)).toMatchObject({
      tenantsTable: 'PinpointTenantsTable',
      clientIds: null,
      jwksUri: undefined,
      port: 8787,
    });
  });

  it('restricts itself to the clients it is given', () => {
    expect(readDevConfig({ ...dev, CLIENT_IDS: 'a, b' }).clientIds).toEqual(['a', 'b']);
  });

  it('says of each missing variable where its value comes from', () => {
    const lines = messageOf(() => readDevConfig({}));
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'AWS_REGION',
      'ROUTER_ROLE_ARN',
      'USER_POOL_ID',
    ]);
    expect(lines[1]).toContain('role/PinpointTenantRouterRole');
  });

  it.each(['http', '80.5', '-1', '65536'])('refuses the port %s', (PORT) => {
    expect(messageOf(() => readDevConfig({ ...dev, PORT }))).toEqual([
      'PORT must be a whole number from 0 to 65535',
    ]);
  });
});

function messageOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
  }
  throw new Error('the configuration was accepted');
}
