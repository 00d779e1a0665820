import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PinpointSMSVoiceV2Client, RequestPhoneNumberCommand } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { DeleteBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { administratorOf, localAccount } from '@pinpoint-tenant-router/local-aws/accounts';
import type { Template } from '@pinpoint-tenant-router/local-aws/templates';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { assembleInto } from '../../../../infra/local/system/assemblies.ts';
import { LocalSystem } from '../../../../infra/local/system/local-system.ts';
import { runTenants } from '../../../../infra/operator/tenants/command.ts';
import { ACCESS_ROLE_NAME, CALLBACKS_TABLE_NAME } from '../../../../registrar/contract/names.ts';
import { grantedAccounts, itemOf } from '../../../journeys/registration.ts';
import { registrationEvent } from '../../../registrar/registration-events.ts';
import { call, fetchToken } from '../../../support/api.ts';
import { deployTenant } from '../../../support/deployment.ts';
import { ACME, GLOBEX, MANAGEMENT, NEWCOMER, PARTNER } from '../../../support/parties.ts';
import { eventually } from '../../../support/patience.ts';
import { tenantResource } from '../../../support/resources.ts';
import {
  becomeOperator,
  createOperator,
  createTenantRole,
  OPERATOR_ARN,
  restoreShell,
  runbookPolicy,
  TENANT_ROLE,
  withoutAction,
} from '../operator-role.ts';

const ROLE = 'arn:aws:iam::555555555555:role/Reporting';
const newcomer = localAccount(NEWCOMER.accountId, NEWCOMER.region);

let system: LocalSystem;

beforeAll(async () => {
  system = await LocalSystem.listen({ assemble: assembleInto(inject('assemblies')) });
  for (const account of [PARTNER, newcomer]) system.aws.openAccount(account);
  createOperator(system);
  createTenantRole(system);
  await system.deployManagement({
    change: forgetTenantsSoon,
    context: { registration: 'approve', developerPrincipalArns: OPERATOR_ARN },
  });
});
beforeEach(() => becomeOperator(system, runbookPolicy(system, 'tenants')));
afterAll(async () => {
  restoreShell();
  await system.stop();
});

/** As `npm run tenants`, with the operator's own credentials and nobody to ask. */
async function tenants(...argv: readonly string[]) {
  return await at(undefined, argv);
}

/** The same with somebody who answers, perhaps after having done something. */
async function at(
  ask: ((question: string) => string | Promise<string>) | undefined,
  argv: readonly string[],
  environment = {},
) {
  const lines: string[] = [];
  const errors: string[] = [];
  const questions: string[] = [];
  const code = await runTenants(argv, environment, {
    print: (line) => void lines.push(line),
    printError: (line) => void errors.push(line),
    columns: 160,
    ...(ask && {
      ask: async (question: string) => {
        questions.push(question);
        return await ask(question);
      },
    }),
  });
  return { code, text: lines.join('\n'), errors: errors.join('\n'), questions };
}

describe('a tenant comes', () => {
  it('under a name that was reserved for its account, and sends its first text with a client of its own', async () => {
    expect(await tenants('reserve', 'acme', ACME.accountId)).toMatchObject({ code: 0 });
    await deployTenant(system, ACME);
    await eventually(async () => expect(await registrationOf('acme')).toBe('Registered'));

    const made = await tenants('new-client', 'acme', '--access', 'read,send');
    expect(made).toMatchObject({ code: 0, errors: expect.stringContaining('api/Read api/Send') });
    const client = clientIn(made.text);
    const token = await fetchToken(system, 'api/Send', client);
    await eventually(async () => {
      const text = { DestinationPhoneNumber: '+14254147755', MessageBody: 'the first' };
      expect(await call(system, 'acme/SendTextMessage', text, token)).toMatchObject({ status: 200 });
    });
    const shown = await tenants('show', 'acme');
    expect(shown.text).toContain(`${client.clientId}: read, send`);
    expect(shown.text + shown.errors).not.toContain(client.clientSecret);
  });

  it('and waits where nobody has reserved its name, until its account is approved', async () => {
    await deployTenant(system, GLOBEX);
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

describe('suspend', () => {
  it.each<[string, readonly string[], number, string]>([
    ['a misspelt name', ['acmee', '--reason', 'x', '--yes'], 1, 'Did you mean acme?'],
    ['not a terminal', ['acme', '--reason', 'x'], 2, '--yes'],
    ['no reason', ['acme', '--yes'], 2, "required option '--reason"],
    ['what is no tenantId', ['a/b', '--reason', 'x', '--yes'], 2, 'A tenantId must be'],
  ])('does nothing with %s', async (_what, argv, code, message) => {
    const before = await itemOf(system, 'acme');
    const done = await tenants('suspend', ...argv);
    expect(done).toMatchObject({ code, errors: expect.stringContaining(message) });
    expect(await itemOf(system, 'acme')).toEqual(before);
    expect(await itemOf(system, 'acmee')).toBeUndefined();
  });

  it('does nothing when the answer is no', async () => {
    const done = await at(() => 'n', ['suspend', 'acme', '--reason', 'x']);
    expect(done).toMatchObject({ code: 1, errors: expect.stringContaining('Nothing was changed.') });
    expect(done.questions).toEqual([expect.stringContaining(`Suspend acme of account ${ACME.accountId}?`)]);
    expect((await itemOf(system, 'acme'))?.status).toBeUndefined();
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
    expect((await itemOf(system, 'acme'))?.status).toBeUndefined();
  });

  it('holds everywhere, survives a re-registration, and ends with resume', async () => {
    expect(await at(() => 'y', ['suspend', 'acme', '--reason', 'unpaid'])).toMatchObject({ code: 0 });
    await eventually(async () => expect(await statusOf('acme')).toBe(403));
    const before = await itemOf(system, 'acme');
    await announce();
    await eventually(async () => expect((await itemOf(system, 'acme'))?.revision).not.toBe(before?.revision));
    expect(await itemOf(system, 'acme')).toMatchObject({ status: 'suspended', statusReason: 'unpaid' });
    expect((await tenants('show', 'acme')).text).toContain('unpaid');

    expect(await tenants('resume', 'acme')).toMatchObject({ code: 0 });
    await eventually(async () => expect(await statusOf('acme')).toBe(200));
    expect(await tenants('resume', 'acme')).toMatchObject({ code: 0, text: 'acme is not suspended.' });
  });
});

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
    const before = await itemOf(system, 'globex');
    const done = await tenants('bind', 'globex', caller, '--access', 'read');
    expect(done).toMatchObject({ code, errors: expect.stringContaining(message) });
    expect(await itemOf(system, 'globex')).toEqual(before);
  });

  it('are bound, asked about before they lose a class, and unbound', async () => {
    expect(await tenants('bind', 'globex', ROLE, '--access', 'send,read')).toMatchObject({ code: 0 });
    expect((await itemOf(system, 'globex'))?.callers).toEqual({ [ROLE]: ['read', 'send'] });
    const less = ['bind', 'globex', ROLE, '--access', 'read'];
    expect(await tenants(...less)).toMatchObject({ code: 2, errors: expect.stringContaining('Remove send') });
    expect(await tenants(...less, '--yes')).toMatchObject({ code: 0 });
    expect(await tenants('bind', 'globex', ROLE, '--access', 'everything')).toMatchObject({ code: 2 });

    for (const caller of ['nobody', 'constructor'])
      expect(await tenants('unbind', 'globex', caller, '--yes')).toMatchObject({
        code: 1,
        errors: expect.stringContaining('is not bound'),
      });
    expect(await tenants('unbind', 'globex', ROLE)).toMatchObject({ code: 2 });
    expect(await tenants('unbind', 'globex', ROLE, '--yes')).toMatchObject({ code: 0 });
    expect((await itemOf(system, 'globex'))?.callers).toEqual({});
  });

  it('are bound by several operators at a time, and none is lost without a word', async () => {
    const roles = [1, 2, 3, 4].map((number) => `${ROLE}${number}`);
    const done = await Promise.all(roles.map((role) => tenants('bind', 'globex', role, '--access', 'read')));
    const bound = roles.filter((_role, index) => done[index]?.code === 0);
    expect(bound).not.toEqual([]);
    expect(Object.keys(Object((await itemOf(system, 'globex'))?.callers)).sort()).toEqual(bound);
    for (const { code, errors } of done) if (code !== 0) expect(errors).toContain('was changed meanwhile');
  });

  it('get a client made for them, which goes again when it cannot be bound', async () => {
    const { clients } = system.aws.cognito.userPool(system.outputs.UserPoolId ?? '');
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
    await fetchToken(system, 'api/Read', old);
    expect(await tenants('rotate-secret', old.clientId, '--finish')).toMatchObject({ code: 2 });
    expect(await tenants('rotate-secret', old.clientId, '--finish', '--yes')).toMatchObject({ code: 0 });
    await fetchToken(system, 'api/Read', fresh);
    await expect(fetchToken(system, 'api/Read', old)).rejects.toThrow('No token');
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
    const item = await itemOf(system, 'globex');
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
    expect(await itemOf(system, 'globex')).toMatchObject({ defaultConfigurationSet: false });
    expect(await tenants('set', 'globex', 'status', 'off')).toMatchObject({ code: 2 });
  });
});

describe('registrations', () => {
  it('that were refused are listed with their reason, and given to the registrar once more', async () => {
    expect(await tenants('dead-letters')).toMatchObject({ code: 0, text: 'There are no dead letters.' });
    await announceAs(PARTNER, 'acme');
    await eventually(async () => expect((await tenants('dead-letters')).text).toContain('1 of 1'));
    const { letters } = JSON.parse((await tenants('dead-letters', 'list', '--json')).text);
    expect(letters).toMatchObject([
      { reason: 'AccountMismatch', account: PARTNER.accountId, tenantId: 'acme' },
    ]);

    const redriven = await tenants('dead-letters', 'redrive');
    expect(redriven).toMatchObject({ code: 0, text: expect.stringContaining('1 dead letters') });
    expect(redriven.errors).toContain('1 of 1 moved');
    // Its cause is not gone.
    await eventually(async () => expect((await tenants('dead-letters')).text).toContain('AccountMismatch'));
  });

  it('count for the bucket policy, which reconcile brings back', async () => {
    const s3 = new S3Client({ ...administratorOf(system.aws, MANAGEMENT), forcePathStyle: true });
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: system.outputs.EventBucketName }));
    expect(await tenants('reconcile')).toMatchObject({ code: 0 });
    expect(await grantedAccounts(system)).toEqual([ACME.accountId, GLOBEX.accountId]);
  });

  it('leave tombstones, which are released when the operator says so', async () => {
    await tenants('reserve', NEWCOMER.tenantId, NEWCOMER.accountId);
    await deployTenant(system, NEWCOMER);
    await eventually(async () => expect(await registrationOf('initech')).toBe('Registered'));
    expect(await tenants('release', 'initech', '--yes')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('is registered'),
    });
    const callback = { CallbackName: 'orders', Url: 'http://127.0.0.1:9/', EventTypes: ['*'] };
    await eventually(async () =>
      expect(await call(system, 'initech/PutCallback', callback)).toMatchObject({ status: 200 }),
    );
    await lease();
    await system.destroyTenant('initech');
    await eventually(async () => expect(await registrationOf('initech')).toBe('Deregistered'));
    expect(await tenants('release', 'initech')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('--yes'),
    });
    const lost = await at(async () => {
      await update('initech', { callers: { [ROLE]: ['read'] } });
      return 'y';
    }, ['release', 'initech']);
    expect(lost).toMatchObject({
      code: 1,
      errors: expect.stringContaining('initech was changed meanwhile'),
    });
    expect(await callbacksOf(NEWCOMER.accountId)).toBe(1);
  });

  it('are for one account after a reservation, which is changed and released', async () => {
    expect(await tenants('reserve', 'hooli', '1234')).toMatchObject({ code: 2 });
    expect(await tenants('reserve', 'hooli', ACME.accountId)).toMatchObject({ code: 0 });
    expect(await tenants('reserve', 'hooli', GLOBEX.accountId)).toMatchObject({ code: 2 });
    expect(await tenants('reserve', 'hooli', GLOBEX.accountId, '--yes')).toMatchObject({ code: 0 });
    expect(await tenants('reserve', 'acme', GLOBEX.accountId, '--yes')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('has the name acme'),
    });
    expect(await tenants('release', 'hooli', '--yes')).toMatchObject({ code: 0 });
    expect(await itemOf(system, 'hooli')).toBeUndefined();
    expect(await tenants('release', 'hooli', '--yes')).toMatchObject({ code: 1 });
  });
});

describe('doctor', () => {
  const doctor = async (...argv: readonly string[]) => {
    const { code, text } = await tenants('doctor', '--json', ...argv);
    return {
      code,
      ...(JSON.parse(text) as { findings: readonly Record<string, string>[]; skipped: string[] }),
    };
  };

  it('names numbers that a destroyed stack left behind, as long as it can look', async () => {
    const blind = await doctor();
    expect(blind.skipped).toEqual([expect.stringContaining('--tenant-role')]);
    const { findings, code } = await doctor('--tenant-role', TENANT_ROLE);
    expect(code).toBe(1);
    expect(findings).toMatchObject([{ check: 'numbers left behind', tenantId: 'initech' }]);
    expect(findings[0]?.seen).toMatch(/still has phone-/);
    expect(await tenants('release', 'initech', '--yes')).toMatchObject({
      code: 0,
      errors: expect.stringMatching(/deleted 1 of its callbacks[\s\S]*group tenant:initech/),
    });
    expect(await callbacksOf(NEWCOMER.accountId)).toBe(0);
    expect(await tenants('doctor')).toMatchObject({ code: 0, text: 'Nothing is wrong with 2 tenants.' });
  });

  it('names each thing that is wrong, and the tenant', async () => {
    const { iam } = system.aws.kernel;
    const role = iam.findRole(GLOBEX.accountId, ACCESS_ROLE_NAME);
    const { assumeRolePolicy } = role;
    const item = { ...(await itemOf(system, 'acme')), revision: 1 };
    await update('stale', { ...item, pk: 'stale', sequence: Date.now() - 4 * 3_600_000 });
    await update('damaged', { ...item, pk: 'damaged', status: 'halted' });
    await update('ghost', { status: 'suspended' });
    await update('strange', { ...item, pk: 'strange', accountId: PARTNER.accountId });
    iam.updateRole(role.arn, {
      assumeRolePolicy: JSON.parse(JSON.stringify(assumeRolePolicy).replaceAll('"globex"', '"another"')),
    });
    const { findings } = await doctor();
    iam.updateRole(role.arn, { assumeRolePolicy });
    expect(findings.map(({ check, tenantId }) => [check, tenantId])).toEqual([
      ['damaged item', 'damaged'],
      ['ghost item', 'ghost'],
      ['stale announcement', 'stale'],
      ['bucket policy', undefined],
      ['role', 'globex'],
      ['role', 'stale'],
      ['role', 'strange'],
    ]);
    expect(findings[3]?.seen).toContain(`Not granted: ${PARTNER.accountId}.`);
    expect((await tenants('doctor')).text).toContain('an update of a misspelt name created the item');
    expect((await tenants('suspend', 'damaged', '--reason', 'x', '--yes')).errors).toContain(
      'damaged attributes: status',
    );
    expect(await tenants('release', 'ghost', '--yes')).toMatchObject({ code: 0 });
    for (const tenantId of ['stale', 'damaged', 'strange']) await update(tenantId, undefined);
  });

  it('says so when it may not look at the roles', async () => {
    becomeOperator(system, withoutAction(runbookPolicy(system, 'tenants'), 'sts:AssumeRole'));
    expect((await doctor()).skipped).toEqual([expect.stringContaining('developerPrincipalArns')]);
  });
});

describe('an operator', () => {
  it.each<[string, readonly string[]]>([
    ['cloudformation:DescribeStacks', ['list']],
    ['dynamodb:Scan', ['list']],
    ['dynamodb:UpdateItem', ['suspend', 'acme', '--reason', 'x', '--yes']],
    ['cognito-idp:CreateUserPoolClient', ['new-client', 'acme', '--access', 'read']],
    ['sqs:SendMessage', ['reconcile']],
    ['sqs:ReceiveMessage', ['dead-letters']],
    ['s3:GetBucketPolicy', ['doctor']],
  ])('without %s is told so by %j, and nothing changes', async (action, argv) => {
    becomeOperator(system, withoutAction(runbookPolicy(system, 'tenants'), action));
    const before = await itemOf(system, 'acme');
    const done = await tenants(...argv);
    expect(done).toMatchObject({ code: 1, errors: expect.stringContaining('You lack a permission') });
    expect(done.errors).toContain(action);
    expect(await itemOf(system, 'acme')).toEqual(before);
  });

  it('needs what the runbook says for all of these commands, and nothing else', () => {
    const { iam } = system.aws.kernel;
    becomeOperator(system, runbookPolicy(system, 'tenants'));
    expect(iam.usage.unused.filter(({ roleArn }) => roleArn === OPERATOR_ARN)).toEqual([]);
  });

  it('is told what is missing before anything begins', async () => {
    expect(await at(undefined, ['list', '--local'], { LOCAL_AWS_PORT: '1' })).toMatchObject({
      code: 2,
      errors: expect.stringContaining('No local system answers'),
    });
    expect(await tenants('list', '--local', '--profile', 'x')).toMatchObject({ code: 2 });
    expect(await tenants('list', '--region', 'eu-north-1')).toMatchObject({ code: expect.any(Number) });
    expect(await tenants('lst')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('Did you mean list?'),
    });
    expect(await tenants('--help')).toMatchObject({
      code: 0,
      text: expect.stringContaining('rotate-secret'),
    });
  });

  it('of the running local system needs no credentials', async () => {
    restoreShell();
    const local = { LOCAL_AWS_PORT: new URL(system.aws.url).port };
    const done = await at(undefined, ['doctor', '--local'], local);
    // The local administrator may not assume the router's role in this deployment.
    expect(done).toMatchObject({ code: 0, text: expect.stringContaining('Not checked: roles') });
    expect(await at(undefined, ['show', 'acme', '--local'], local)).toMatchObject({ code: 0 });
  });
});

/** The router keeps tenants for a second, so that nobody waits for it to look again. */
function forgetTenantsSoon(template: Template): Template {
  const changed = structuredClone(template);
  for (const { Type, Properties } of Object.values(changed.Resources)) {
    const environment = Properties?.Environment as { Variables: Record<string, unknown> } | undefined;
    if (Type === 'AWS::Lambda::Function' && environment !== undefined)
      Object.assign(environment.Variables, {
        TENANT_CACHE_TTL_SECONDS: '1',
        TENANT_CACHE_NEGATIVE_TTL_SECONDS: '1',
      });
  }
  return changed;
}

function clientIn(text: string): { readonly clientId: string; readonly clientSecret: string } {
  const [, clientId = '', clientSecret = ''] = /CLIENT_ID=(\S+)\nCLIENT_SECRET=(\S+)/.exec(text) ?? [];
  return { clientId, clientSecret };
}

async function statusOf(tenantId: string): Promise<number> {
  return (await call(system, `${tenantId}/DescribePools`)).status;
}

async function registrationOf(tenantId: string): Promise<unknown> {
  return (await itemOf(system, tenantId))?.registration;
}

async function callbacksOf(accountId: string): Promise<number | undefined> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(administratorOf(system.aws, MANAGEMENT)));
  const query = new QueryCommand({
    TableName: CALLBACKS_TABLE_NAME,
    KeyConditionExpression: 'pk = :account',
    ExpressionAttributeValues: { ':account': accountId },
  });
  return (await client.send(query)).Count;
}

/** By hand, past all conditions; undefined takes the item away. */
async function update(tenantId: string, attributes: Readonly<Record<string, unknown>> | undefined) {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(administratorOf(system.aws, MANAGEMENT)));
  const TableName = system.outputs.TenantsTableName;
  const Item = { ...(await itemOf(system, tenantId)), ...attributes, pk: tenantId };
  if (attributes !== undefined) await client.send(new PutCommand({ TableName, Item }));
  else await client.send(new DeleteCommand({ TableName, Key: { pk: tenantId } }));
}

/** The hourly announcement of acme. */
async function announce(): Promise<void> {
  const hourly = tenantResource(system, ACME, 'AWS::Events::Rule', 'AgentHourly');
  system.aws.eventBridge.runSchedule(String(hourly.state.attributes.Arn));
}

/** What another account says of a tenant that is not its own. */
async function announceAs(account: typeof PARTNER, tenantId: string): Promise<void> {
  const { detail } = registrationEvent({ tenantId, eventName: 'Delete' });
  await new EventBridgeClient(administratorOf(system.aws, account)).send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: system.outputs.EventBusArn,
          Source: 'TenantRegistration',
          DetailType: 'Pinpoint Tenant Registration',
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  );
}

/** A number that is not the stack's. */
async function lease(): Promise<void> {
  await new PinpointSMSVoiceV2Client(administratorOf(system.aws, newcomer)).send(
    new RequestPhoneNumberCommand({
      IsoCountryCode: 'US',
      MessageType: 'TRANSACTIONAL',
      NumberCapabilities: ['SMS'],
      NumberType: 'SIMULATOR',
    }),
  );
}
