import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { administratorOf } from '@pinpoint-tenant-router/local-aws/accounts';
import type { PolicyDocument } from '@pinpoint-tenant-router/local-aws/decisions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../infra/local/system/local-system.ts';
import { runVerify, verify } from '../../infra/verify/command.ts';
import { localDeployment } from '../../infra/verify/deployment/local-deployment.ts';
import type { Deployment } from '../../infra/verify/deployment.ts';
import { Findings } from '../../infra/verify/findings.ts';
import { HOPS } from '../../infra/verify/hops.ts';
import { type Result, runChecks } from '../../infra/verify/run-checks.ts';
import {
  ACCESS_ROLE_NAME,
  DELIVERY_ROLE_NAME,
  eventBucketName,
  INBOUND_TOPIC_NAME,
  inboundPrefix,
  MANAGEMENT_STACK_NAME,
  ROUTER_ROLE_NAME,
  roleArn,
  TENANTS_TABLE_NAME,
} from '../../registrar/contract/names.ts';
import { plain } from '../infra/operator/at-terminal.ts';
import { startSystem } from '../support/deployment.ts';
import { MANAGEMENT, PARTNER, URL_CALLER_ROLE } from '../support/parties.ts';
import { eventually } from '../support/patience.ts';
import { managementResource } from '../support/resources.ts';
import { createTable } from '../support/table.ts';

const ACME = '222222222222';
const GLOBEX = '333333333333';
const ACCOUNT_OF_ACME = { accountId: ACME, region: 'us-east-1' };
const BUCKET = eventBucketName(MANAGEMENT.accountId, MANAGEMENT.region);

const ENTERS = "Router in the tenant's role";
const LISTS = 'Firehose lists by prefix';
const LEFT_TABLE = 'Table of a create that failed';

let system: LocalSystem;
let deployment: Deployment;
beforeAll(async () => {
  system = await startSystem();
  // A deployment does not wait for the registrar.
  await eventually(() => {
    const policy = system.aws.s3.getBucketPolicy(administrator(), BUCKET);
    expect([ACME, GLOBEX].filter((accountId) => policy.includes(accountId))).toHaveLength(2);
  });
  deployment = {
    ...localDeployment({ api: system.apiUrl, aws: system.aws.url }),
    eventSlackSeconds: 15,
    pollMilliseconds: 100,
  };
});
afterAll(() => system.stop());

describe('verify names the hop that is broken', () => {
  // Before anything else: later the router has credentials for globex.
  it('when the access role asks for another external id', async () => {
    const trust = trustOf(GLOBEX);
    setTrust(GLOBEX, JSON.parse(JSON.stringify(trust).replaceAll('"globex"', '"another"')));
    const results = await walk('globex');
    setTrust(GLOBEX, trust);
    expect(broken(results)).toEqual([ENTERS, 'Read']);
    expect(of(results, ENTERS).advice).toContain('Of the access role, its trust policy must admit');
    expect(of(results, "Refused: the router's role with another external id").outcome).toBe('not reached');
    expect(of(results, 'Read')).toMatchObject({
      seen: expect.stringContaining('TenantAccessException'),
      advice: expect.stringMatching(/external id.*aws:ResourceOrgID/),
    });
    expect(of(results, 'Send').outcome).toBe('not reached');
  });

  it("when the organization in the router's Allow is not that of the tenant, or AWS sends none", async () => {
    const { iam } = system.aws.kernel;
    const role = iam.findRole(MANAGEMENT.accountId, ROUTER_ROLE_NAME);
    const policies = Object.entries(Object.fromEntries(role.policies));
    for (const [name, policy] of policies)
      iam.putRolePolicy(
        role.arn,
        name,
        JSON.parse(JSON.stringify(policy).replace(/("aws:ResourceOrgID"):"[^"]+"/, '$1:"o-another0000"')),
      );
    const results = await walk('globex');
    const blind = await walk('globex', { ...deployment, tenant: () => undefined });
    for (const [name, policy] of policies) iam.putRolePolicy(role.arn, name, policy);
    expect(broken(results)).toEqual([ENTERS, 'Read']);
    expect(of(results, ENTERS)).toMatchObject({
      seen: expect.stringContaining('though the role trusts the router'),
      advice: expect.stringMatching(/^The role's trust policy is right, so .*aws:ResourceOrgID/),
    });
    // Without a look into the tenant's account, both causes are named.
    expect(of(blind, ENTERS).advice).toMatch(/trust policy.*aws:ResourceOrgID/);
  });

  it('when the delivery role asks for another external id than the account', async () => {
    const { iam } = system.aws.kernel;
    const { arn, assumeRolePolicy: trust } = iam.findRole(ACME, DELIVERY_ROLE_NAME);
    iam.updateRole(arn, { assumeRolePolicy: JSON.parse(JSON.stringify(trust).replaceAll(ACME, GLOBEX)) });
    const results = await walk('acme', { ...deployment, eventSlackSeconds: 2 });
    iam.updateRole(arn, { assumeRolePolicy: trust });
    expect(broken(results)).toEqual(["Firehose's role", 'Event in the bucket']);
    expect(of(results, "Firehose's role")).toMatchObject({
      seen: `The trust policy does not admit Firehose with sts:ExternalId ${ACME}.`,
      advice: expect.stringContaining('PinpointEventDeliveryRole'),
    });
    expect(of(results, LISTS).outcome).toBe('not reached');
  });

  it('but for what the given credentials may not read, which is skipped', async () => {
    const denied = system.aws.kernel.faults.inject(
      { service: 'iam', operation: 'GetRole' },
      { kind: 'error', code: 'AccessDeniedException', status: 403 },
    );
    const results = await walk('acme');
    denied();
    expect(broken(results)).toEqual([]);
    expect(of(results, "Firehose's role")).toMatchObject({
      outcome: 'skipped',
      seen: expect.stringContaining('iam:GetRole'),
    });
  });

  it.each<[string, (statements: BucketStatements) => BucketStatements, string]>([
    [
      'does not let Firehose list',
      (statements) => statements.filter(({ Sid }) => Sid !== 'ListOwnPrefix'),
      'allows no listing',
    ],
    [
      'lets it list everything',
      (statements) =>
        statements.map((statement) =>
          statement.Sid === 'ListOwnPrefix'
            ? JSON.parse(JSON.stringify(statement).replace(/,"StringLike":\{"s3:prefix":\[.*?\]\}/, ''))
            : statement,
        ),
      'the whole bucket',
    ],
  ])('when the bucket policy %s', async (_what, change, seen) => {
    const results = await withBucketPolicy(change);
    expect(broken(results)).toEqual([LISTS]);
    expect(of(results, LISTS).seen).toContain(seen);
  });

  it('when the tenant has deregistered', async () => {
    await setAttribute('registration', 'Deregistered');
    const results = await walk('acme');
    await setAttribute('registration', 'Registered');
    expect(broken(results)).toEqual(["Tenant's record"]);
    expect(of(results, 'Event in the bucket').outcome).toBe('not reached');
  });

  it('when the tenant was not announced', async () => {
    const results = await walk('nobody');
    expect(broken(results)).toEqual(["Tenant's record"]);
    expect(of(results, "Tenant's record").seen).toContain('dead-letter queue: 0');
  });

  it('when an operator has suspended the tenant; the refusals are checked all the same', async () => {
    await setAttribute('status', 'suspended');
    const results = await walk('acme');
    await setAttribute('status', 'active');
    expect(broken(results)).toEqual(["Tenant's record"]);
    expect(of(results, 'Refused: no token').outcome).toBe('ok');
  });

  it('when the bucket policy has lost its grants', async () => {
    const results = await withBucketPolicy((statements) =>
      statements.filter(({ Sid }) => Sid !== 'DeliverTenantEvents'),
    );
    expect(broken(results)).toEqual(['Granted accounts']);
    expect(of(results, 'Event in the bucket').outcome).toBe('not reached');
  });

  it('when the bucket policy has been deleted', async () => {
    const results = await withBucketPolicy(() => undefined);
    expect(broken(results)).toEqual(['Bucket policy']);
    expect(of(results, 'Bucket policy').seen).toContain('NoSuchBucketPolicy');
  });

  it('when the bucket policy allows others of the tenant account to write', async () => {
    const results = await withBucketPolicy((statements) => [
      ...statements,
      {
        Sid: 'Stray',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACME}:root` },
        Action: 's3:Put*',
        Resource: `arn:aws:s3:::${BUCKET}/*`,
      },
    ]);
    expect(broken(results)).toEqual([
      'Refused: other prefixes, by the policy',
      "Refused: writes by others of the tenant's account",
    ]);
    const { keys } = system.aws.s3.listObjects(administrator(), BUCKET);
    expect(keys.filter((key) => key.includes('verify-'))).toEqual([]);
  });

  it('when the delivery role may not write', async () => {
    const { iam } = system.aws.kernel;
    const role = iam.findRole(ACME, DELIVERY_ROLE_NAME);
    const policies = Object.entries(Object.fromEntries(role.policies));
    for (const [name] of policies) iam.deleteRolePolicy(role.arn, name);
    const results = await walk('acme', { ...deployment, eventSlackSeconds: 2 });
    for (const [name, policy] of policies) iam.putRolePolicy(role.arn, name, policy);
    expect(broken(results)).toEqual(['Event in the bucket']);
    expect(of(results, 'Event in the bucket').advice).toMatch(/sts:ExternalId.*s3:ListBucket/);
    expect(of(results, "Event in the tenant's log group").outcome).toBe('ok');
  });

  it('when the router may not write its log', async () => {
    const { iam } = system.aws.kernel;
    const role = iam.findRole(MANAGEMENT.accountId, ROUTER_ROLE_NAME);
    const policies = Object.entries(Object.fromEntries(role.policies));
    for (const [name, policy] of policies) {
      const Statement = [policy.Statement].flat().filter(({ Sid }) => Sid !== 'WriteLogs');
      iam.putRolePolicy(role.arn, name, { ...policy, Statement });
    }
    const results = await walk('acme', { ...deployment, eventSlackSeconds: 2 });
    for (const [name, policy] of policies) iam.putRolePolicy(role.arn, name, policy);
    // A process that was refused once does not try again.
    await system.aws.lambda.restart();
    expect(broken(results)).toEqual(["Router's log line"]);
  });

  it('when an event destination was switched off, or removed, in the tenant account', async () => {
    const destination = { ConfigurationSetName: 'Default', EventDestinationName: 'Default-Firehose' };
    const asTenant = (action: 'UpdateEventDestination' | 'DeleteEventDestination', input: object) =>
      system.aws.smsVoice.call(ACCOUNT_OF_ACME, action, { ...destination, ...input });
    await asTenant('UpdateEventDestination', { Enabled: false });
    const seen = async () => {
      const results = await walk('acme', { ...deployment, eventSlackSeconds: 1 });
      expect(broken(results)).toContain('Event destinations');
      return of(results, 'Event destinations');
    };
    expect(await seen()).toMatchObject({
      seen: 'The event destination Default-Firehose is disabled.',
      advice: expect.stringContaining('--revert-drift'),
    });
    await asTenant('UpdateEventDestination', { Enabled: true, MatchingEventTypes: ['TEXT_DELIVERED'] });
    expect((await seen()).seen).toContain('takes only TEXT_DELIVERED');
    await asTenant('UpdateEventDestination', { MatchingEventTypes: ['ALL'] });
  });

  it('when IAM does not see the tag on what the stack made, without removing anything', async () => {
    const { faults } = system.aws.kernel;
    const unprotected = faults.inject(
      { service: 'sms-voice', operation: 'DeletePool' },
      { kind: 'error', code: 'ConflictException', status: 400 },
    );
    const results = await walk('acme');
    unprotected();
    expect(broken(results)).toEqual(['Refused: removal of what the stack made']);
    expect(of(results, 'Refused: removal of what the stack made')).toMatchObject({
      seen: expect.stringContaining('IAM allowed DeletePool: 409 ConflictException'),
      advice: expect.stringContaining('DeletionProtectionEnabled'),
    });
    const { Pools = [] } = await system.aws.smsVoice.call(ACCOUNT_OF_ACME, 'DescribePools', {});
    expect(Pools).toMatchObject([{ DeletionProtectionEnabled: false }]);
  });

  it('when a principal may invoke the router plainly', async () => {
    const arn = String(managementResource(system, 'AWS::Lambda::Function', 'Router').state.attributes.Arn);
    const { lambda } = system.aws;
    lambda.addPermission(arn, 'Stray', { action: 'lambda:InvokeFunction', principal: ACME });
    const results = await walk('acme');
    lambda.removePermission(arn, 'Stray');
    expect(broken(results)).toEqual([
      'Refused: plain Invoke, by the policy',
      'Refused: plain Invoke from the tenant',
    ]);
    expect(of(results, 'Refused: plain Invoke, by the policy').seen).toContain('Stray');
  });

  it('when the access role trusts the management account as a whole', async () => {
    const trust = trustOf(ACME);
    const Principal = { AWS: `arn:aws:iam::${MANAGEMENT.accountId}:root` };
    setTrust(ACME, {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' },
    });
    const results = await walk('acme');
    setTrust(ACME, trust);
    expect(broken(results)).toEqual([
      "Refused: the operator in the tenant's role",
      "Refused: the router's role with another external id",
    ]);
  });
});

describe('verify of a whole system', () => {
  it('passes all hops for a tenant of another Region than the bucket, and prints no secret', async () => {
    admitOperatorAsUrlCaller();
    await textFromPhone(GLOBEX, 'eu-west-1');
    const urlCallerRoleArn = roleArn('aws', PARTNER.accountId, URL_CALLER_ROLE);
    const { lines, terminal } = recording();
    expect(await verify('globex', { ...deployment, urlCallerRoleArn }, terminal)).toBe(0);
    const text = lines.join('\n');
    expect(text).toContain(`Nothing is broken: ${HOPS.length} ok, 0 skipped.`);
    expect(text).not.toMatch(/eyJ|\+\d{7}|secret/i);
  });

  it('says what it skips, and how to enable it, without credentials for the tenant account', async () => {
    const operatorOnly = { ...deployment, tenant: () => undefined, tenantHint: 'give --tenant-profile' };
    const results = await walk('acme', operatorOnly);
    expect(broken(results)).toEqual([]);
    const skipped = results.filter(({ outcome }) => outcome === 'skipped');
    expect(skipped.map(({ hop, seen }) => `${hop}: ${seen}`)).toEqual([
      'Account in the envelope: give --tenant-profile',
      'Tenant stack: give --tenant-profile',
      'Delivery stream: give --tenant-profile',
      "Firehose's role: give --tenant-profile",
      "Event in the tenant's log group: give --tenant-profile",
      'Across Regions: tenant and bucket are both in us-east-1; verify a tenant of another Region',
      expect.stringMatching(/^Text from a phone: none arrived .*aws:SourceAccount/),
      'Refused: plain Invoke from the tenant: give --tenant-profile',
      expect.stringContaining('--url-caller-role-arn'),
      "Refused: writes by others of the tenant's account: give --tenant-profile",
    ]);
  });
});

describe('npm run verify', () => {
  const run = async (argv: readonly string[], environment = {}) => {
    const { lines, terminal } = recording();
    const code = await runVerify(argv, environment, terminal);
    return { code, text: lines.join('\n') };
  };

  it.each([
    [[], "missing required argument 'tenantId'"],
    [['acme', '--nonsense'], "unknown option '--nonsense'"],
    [['a/b', '--local'], 'The tenantId must be'],
    [['acme', '--local', '--profile', 'x'], '--local has fixed keys'],
  ])('exits with 2 for the arguments %j', async (argv, message) => {
    expect(await run(argv)).toEqual({ code: 2, text: expect.stringContaining(message) });
  });

  it('exits with 2 when no local system answers, or its port is not said', async () => {
    const nobody = await run(['acme', '--local'], { LOCAL_AWS_PORT: '1' });
    expect(nobody).toEqual({
      code: 2,
      text: expect.stringMatching(/^No local system answers at .*npm start/),
    });
    const chance = await run(['acme', '--local'], { PORT: '0' });
    expect(chance).toEqual({ code: 2, text: expect.stringContaining('PORT is 0') });
  });

  it('finds the system by the port variables, and exits with 1 when a hop is broken', async () => {
    const ports = { PORT: new URL(system.apiUrl).port, LOCAL_AWS_PORT: new URL(system.aws.url).port };
    const { code, text } = await run(['nobody', '--local'], ports);
    expect(code).toBe(1);
    expect(text).toContain(`As arn:aws:iam::${MANAGEMENT.accountId}:user/administrator`);
    expect(text).toContain("Broken at: Tenant's record. 1 broken");
  });

  it('says how to go on after a first deployment that failed', async () => {
    const stack = system.aws.cloudFormation.stacks().find(({ name }) => name === MANAGEMENT_STACK_NAME);
    if (stack === undefined) throw new Error('There is no management stack.');
    const { status } = stack;
    Object.assign(stack, { status: 'ROLLBACK_COMPLETE' });
    const results = await walk('acme');
    Object.assign(stack, { status: 'UPDATE_IN_PROGRESS' });
    expect(of(await walk('acme'), LEFT_TABLE).outcome).toBe('skipped');
    stack.status = status;
    expect(of(results, 'Management stack')).toMatchObject({
      outcome: 'broken',
      seen: expect.stringContaining('ROLLBACK_COMPLETE'),
      advice: expect.stringMatching(/termination protection/),
    });
    expect(of(results, LEFT_TABLE)).toMatchObject({
      outcome: 'broken',
      seen: 'PinpointTenantsTable exists, and its stack is ROLLBACK_COMPLETE.',
      advice: expect.stringContaining('--import-existing-resources'),
    });
  });

  it('has advice for every hop, in sentences', () => {
    for (const { hop, proves, advice } of HOPS) {
      expect(advice, hop).toMatch(/^[A-Z].*\.$/s);
      expect(proves, hop).not.toMatch(/\.$/);
    }
  });

  it('names the stack when it is not there', async () => {
    const elsewhere = { ...deployment, management: { ...deployment.management, region: 'eu-north-1' } };
    const results = await walk('acme', elsewhere);
    expect(broken(results)).toEqual(['Management stack']);
    expect(of(results, 'Management stack').seen).toContain(MANAGEMENT_STACK_NAME);
    expect(results.filter(({ outcome }) => outcome === 'ok')).toEqual([]);
    expect(of(results, LEFT_TABLE)).toMatchObject({
      outcome: 'skipped',
      seen: expect.stringContaining('neither a stack nor a table'),
    });
  });

  it('names the table that a destroyed stack left', async () => {
    const elsewhere = { ...deployment, management: { ...deployment.management, region: 'eu-north-1' } };
    await createTable(new DynamoDBClient(elsewhere.management), {
      TableName: TENANTS_TABLE_NAME,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    });
    expect(of(await walk('acme', elsewhere), LEFT_TABLE)).toMatchObject({
      outcome: 'broken',
      seen: 'PinpointTenantsTable exists, without a stack.',
    });
  });
});

function walk(tenantId: string, through: Deployment = deployment): Promise<readonly Result[]> {
  return runChecks(HOPS, { tenantId, deployment: through, findings: new Findings() });
}

function broken(results: readonly Result[]): readonly string[] {
  return results.filter(({ outcome }) => outcome === 'broken').map(({ hop }) => hop);
}

function of(results: readonly Result[], hop: string): Result {
  const found = results.find((result) => result.hop === hop);
  if (found === undefined) throw new Error(`There is no hop ${hop}.`);
  return found;
}

function recording() {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(plain(line));
  return { lines, terminal: { print, printError: print, columns: 160 } };
}

/** As End User Messaging publishes it; delivered when this returns. */
async function textFromPhone(accountId: string, region: string): Promise<void> {
  const caller = { kind: 'service', service: 'sms-voice.amazonaws.com', sourceAccount: accountId } as const;
  const topicArn = `arn:aws:sns:${region}:${accountId}:${INBOUND_TOPIC_NAME}`;
  system.aws.sns.publish(caller, topicArn, JSON.stringify({ inboundMessageId: 'in-1', messageBody: 'JOIN' }));
  await eventually(() => {
    const { keys } = system.aws.s3.listObjects(administrator(), BUCKET);
    expect(keys.filter((key) => key.startsWith(inboundPrefix(accountId)))).toHaveLength(1);
  });
}

function trustOf(accountId: string): PolicyDocument {
  return system.aws.kernel.iam.findRole(accountId, ACCESS_ROLE_NAME).assumeRolePolicy;
}

function setTrust(accountId: string, assumeRolePolicy: PolicyDocument): void {
  const { iam } = system.aws.kernel;
  iam.updateRole(iam.findRole(accountId, ACCESS_ROLE_NAME).arn, { assumeRolePolicy });
}

function admitOperatorAsUrlCaller(): void {
  const Principal = { AWS: `arn:aws:iam::${MANAGEMENT.accountId}:root` };
  system.aws.kernel.iam.updateRole(roleArn('aws', PARTNER.accountId, URL_CALLER_ROLE), {
    assumeRolePolicy: {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' },
    },
  });
}

function administrator() {
  const { arn, accountId } = {
    arn: `arn:aws:iam::${MANAGEMENT.accountId}:user/administrator`,
    ...MANAGEMENT,
  };
  return { kind: 'user', arn, accountId, userId: 'administrator' } as const;
}

async function setAttribute(name: string, value: string): Promise<void> {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(administratorOf(system.aws, MANAGEMENT)));
  await table.send(
    new UpdateCommand({
      TableName: TENANTS_TABLE_NAME,
      Key: { pk: 'acme' },
      UpdateExpression: 'SET #name = :value',
      ExpressionAttributeNames: { '#name': name },
      ExpressionAttributeValues: { ':value': value },
    }),
  );
}

type BucketStatements = readonly Readonly<Record<string, unknown>>[];

/** Runs the hops while another policy is in effect; undefined for none. */
async function withBucketPolicy(
  change: (statements: BucketStatements) => BucketStatements | undefined,
): Promise<readonly Result[]> {
  const { s3 } = system.aws;
  const standing = s3.getBucketPolicy(administrator(), BUCKET);
  const { Statement } = JSON.parse(standing) as { Statement: BucketStatements };
  const changed = change(Statement);
  if (changed === undefined) s3.clearBucketPolicy(BUCKET);
  else s3.setBucketPolicy(BUCKET, JSON.stringify({ Version: '2012-10-17', Statement: changed }));
  const results = await walk('acme');
  s3.setBucketPolicy(BUCKET, standing);
  return results;
}
