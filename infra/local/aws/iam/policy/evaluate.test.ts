import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Statement } from '../../core/policy.ts';
import type { PolicyRequest } from './evaluate.ts';
import { evaluatePolicies } from './evaluate.ts';
import {
  anyAction,
  anyContext,
  anyPolicy,
  anyResource,
  anyStatement,
  outcomeOf,
  policy,
} from './policies.rig.ts';
import type { RequestPrincipal } from './principal.ts';

const OBJECT = 'arn:aws:s3:::events/accountId=222222222222/date=2026-11-01/1.gz';

describe('actions and resources', () => {
  it.each<
    [name: string, statement: Omit<Statement, 'Effect'>, request: Partial<PolicyRequest>, applies: boolean]
  >([
    ['the action as written', { Action: 's3:PutObject', Resource: '*' }, { action: 's3:PutObject' }, true],
    ['action names ignore case', { Action: 'S3:putobject', Resource: '*' }, { action: 's3:PutObject' }, true],
    ['a wildcard in the action', { Action: 's3:Put*', Resource: '*' }, { action: 's3:PutObjectAcl' }, true],
    [
      'one of several actions',
      { Action: ['s3:Get*', 's3:Put*'], Resource: '*' },
      { action: 's3:PutObject' },
      true,
    ],
    ['no other service', { Action: 's3:*', Resource: '*' }, { action: 's3express:PutObject' }, false],
    [
      'NotAction spares what it lists',
      { NotAction: 's3:*', Resource: '*' },
      { action: 's3:PutObject' },
      false,
    ],
    ['NotAction means all others', { NotAction: 's3:*', Resource: '*' }, { action: 'sqs:SendMessage' }, true],
    [
      'a wildcard reaches over slashes',
      { Action: '*', Resource: 'arn:aws:s3:::events/*' },
      { resource: OBJECT },
      true,
    ],
    [
      'resources compare case',
      { Action: '*', Resource: 'arn:aws:s3:::Events/*' },
      { resource: OBJECT },
      false,
    ],
    [
      'a bucket is not its objects',
      { Action: '*', Resource: 'arn:aws:s3:::events' },
      { resource: OBJECT },
      false,
    ],
    [
      'a wildcard stays in its part of the ARN',
      { Action: '*', Resource: 'arn:aws:sqs:*:queue' },
      { resource: 'arn:aws:sqs:us-east-1:1:queue' },
      false,
    ],
    [
      'the last part may have colons',
      { Action: '*', Resource: 'arn:aws:logs:*:*:log-group:/sms/*:log-stream:a' },
      { resource: 'arn:aws:logs:us-east-1:1:log-group:/sms/x:log-stream:a' },
      true,
    ],
    [
      'NotResource spares what it lists',
      { Action: '*', NotResource: `${OBJECT}*` },
      { resource: OBJECT },
      false,
    ],
    [
      'a policy variable in the resource',
      { Action: '*', Resource: 'arn:aws:s3:::events/accountId=${aws:PrincipalAccount}/*' },
      { resource: OBJECT, context: { 'aws:PrincipalAccount': '222222222222' } },
      true,
    ],
    [
      'the variable of another caller',
      { Action: '*', Resource: 'arn:aws:s3:::events/accountId=${aws:PrincipalAccount}/*' },
      { resource: OBJECT, context: { 'aws:PrincipalAccount': '333333333333' } },
      false,
    ],
    [
      'a variable without a value',
      { Action: '*', Resource: 'arn:aws:s3:::events/accountId=${aws:PrincipalAccount}/*' },
      { resource: OBJECT },
      false,
    ],
  ])('%s', (_name, statement, request, applies) => {
    expect(outcomeOf({ Effect: 'Allow', ...statement }, request)).toBe(applies ? 'allowed' : 'implicitDeny');
    expect(outcomeOf({ Effect: 'Deny', ...statement }, request)).toBe(
      applies ? 'explicitDeny' : 'implicitDeny',
    );
  });

  it('names the statement, the action pattern and the resource pattern that allowed', () => {
    const document = policy(
      { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
      {
        Sid: 'Write',
        Effect: 'Allow',
        Action: ['s3:Put*'],
        Resource: ['arn:aws:s3:::other', 'arn:aws:s3:::events/*'],
      },
    );
    const { allows } = evaluatePolicies([{ name: 'own', document }], {
      action: 's3:PutObject',
      resource: OBJECT,
    });
    expect(allows).toEqual([
      {
        policy: 'own',
        statement: 'Write',
        actionPattern: 's3:Put*',
        resourcePattern: 'arn:aws:s3:::events/*',
      },
    ]);
  });
});

describe('principals', () => {
  const session: RequestPrincipal = {
    kind: 'aws',
    accountId: '222222222222',
    arn: 'arn:aws:sts::222222222222:assumed-role/Writer/session',
    roleArn: 'arn:aws:iam::222222222222:role/path/Writer',
  };
  const events: RequestPrincipal = { kind: 'service', service: 'events.amazonaws.com' };

  it.each<
    [name: string, element: Statement['Principal'], who: RequestPrincipal, grantee: string | undefined]
  >([
    ['everybody', '*', session, 'principal'],
    ['everybody, written with AWS', { AWS: '*' }, session, 'principal'],
    ['the account by its id', { AWS: '222222222222' }, session, 'account'],
    ['the account by its root', { AWS: 'arn:aws:iam::222222222222:root' }, session, 'account'],
    ['another account', { AWS: '333333333333' }, session, undefined],
    ['the role', { AWS: 'arn:aws:iam::222222222222:role/path/Writer' }, session, 'role'],
    [
      'a role of the same name elsewhere',
      { AWS: 'arn:aws:iam::333333333333:role/path/Writer' },
      session,
      undefined,
    ],
    ['the session', { AWS: 'arn:aws:sts::222222222222:assumed-role/Writer/session' }, session, 'principal'],
    ['another session', { AWS: 'arn:aws:sts::222222222222:assumed-role/Writer/other' }, session, undefined],
    [
      'a role by pattern, which IAM does not know',
      { AWS: 'arn:aws:iam::222222222222:role/*' },
      session,
      undefined,
    ],
    [
      'the strongest of several',
      { AWS: ['222222222222', 'arn:aws:iam::222222222222:role/path/Writer'] },
      session,
      'role',
    ],
    ['a service', { Service: 'events.amazonaws.com' }, events, 'principal'],
    ['another service', { Service: 'sns.amazonaws.com' }, events, undefined],
    ['a service where accounts are meant', { AWS: '222222222222' }, events, undefined],
    ['no principal element', undefined, session, undefined],
  ])('%s', (_name, element, principal, grantee) => {
    const statement: Statement = {
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      ...(element && { Principal: element }),
    };
    const request = { action: 's3:PutObject', resource: OBJECT, principal };
    const { allows } = evaluatePolicies([{ name: 'p', document: policy(statement) }], request);
    expect(allows.map((match) => match.grantee)).toEqual(grantee === undefined ? [] : [grantee]);
  });
});

describe('any set of policies', () => {
  const request = fc.record({ action: anyAction, resource: anyResource, context: anyContext });
  const policies = fc.array(anyPolicy, { maxLength: 3 });
  const named = (documents: readonly ReturnType<typeof policy>[]) =>
    documents.map((document, index) => ({ name: `p${index}`, document }));

  it('denies what one statement denies, whatever the others allow', () => {
    fc.assert(
      fc.property(policies, anyStatement('Deny'), request, (documents, deny, asked) => {
        const denied = evaluatePolicies(named([policy(deny)]), asked).outcome === 'explicitDeny';
        const together = evaluatePolicies(named([...documents, policy(deny)]), asked).outcome;
        expect(together === 'explicitDeny' || !denied).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('allows only what some statement allows', () => {
    fc.assert(
      fc.property(policies, request, (documents, asked) => {
        const together = evaluatePolicies(named(documents), asked).outcome;
        const alone = documents.map((document) => evaluatePolicies(named([document]), asked));
        if (together === 'allowed') expect(alone.some(({ outcome }) => outcome === 'allowed')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not depend on their order', () => {
    fc.assert(
      fc.property(policies, request, (documents, asked) => {
        const forward = evaluatePolicies(named(documents), asked).outcome;
        expect(evaluatePolicies(named(documents.toReversed()), asked).outcome).toBe(forward);
      }),
    );
  });
});
