import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolicyDocument, Statement } from '../../core/policy.ts';
import type { AccessQuestion } from './decision.ts';
import { decideAccess } from './decision.ts';
import { anyAction, anyContext, anyPolicy, anyResource, policy } from './policies.rig.ts';

const OWN = '111111111111';
const OTHER = '222222222222';
const ROLE = `arn:aws:iam::${OWN}:role/Writer`;
const SESSION = `arn:aws:sts::${OWN}:assumed-role/Writer/run`;
const EVERYTHING = policy({ Effect: 'Allow', Action: '*', Resource: '*' });
const READ_ONLY = policy({ Effect: 'Allow', Action: 's3:Get*', Resource: '*' });
const NOT_WRITING = policy(
  { Effect: 'Deny', Action: 's3:Put*', Resource: '*' },
  { Effect: 'Allow', Action: '*', Resource: '*' },
);

interface Case {
  readonly identity?: PolicyDocument;
  readonly session?: PolicyDocument;
  readonly resource?: Statement['Principal'] | PolicyDocument;
  /** Owner of the bucket. */
  readonly owner?: string;
}

function granting(principal: Statement['Principal']): PolicyDocument {
  return policy({
    Effect: 'Allow',
    Action: 's3:*',
    Resource: '*',
    ...(principal && { Principal: principal }),
  });
}

function question({ identity, session, resource, owner = OWN }: Case): AccessQuestion {
  const isDocument = typeof resource === 'object' && 'Statement' in resource;
  const resourcePolicy = isDocument
    ? (resource as PolicyDocument)
    : granting(resource as Statement['Principal']);
  return {
    action: 's3:PutObject',
    resource: 'arn:aws:s3:::events/1',
    principal: { kind: 'aws', accountId: OWN, arn: SESSION, roleArn: ROLE },
    identityPolicies: identity === undefined ? [] : [{ name: 'inline', document: identity }],
    resourceAccountId: owner,
    ...(session && { sessionPolicy: session }),
    ...(resource && { resourcePolicy }),
  };
}

const IDENTITY = 'because no identity-based policy allows the s3:PutObject action';
const RESOURCE = 'because no resource-based policy allows the s3:PutObject action';
const SESSION_POLICY = 'because no session policy allows the s3:PutObject action';

describe('within one account', () => {
  it.each<[name: string, case_: Case, reason: string]>([
    ['denies when nothing allows', {}, IDENTITY],
    ['the role’s own policy is enough', { identity: EVERYTHING }, ''],
    ['a policy for something else is not', { identity: READ_ONLY }, IDENTITY],
    ['a resource policy that names the session is enough', { resource: { AWS: SESSION } }, ''],
    ['a resource policy that names the role is enough', { resource: { AWS: ROLE } }, ''],
    ['one that names the account leaves it to the account', { resource: { AWS: OWN } }, IDENTITY],
    ['with the account’s consent it is enough', { resource: { AWS: OWN }, identity: EVERYTHING }, ''],
    [
      'a session policy caps the role’s policies',
      { identity: EVERYTHING, session: READ_ONLY },
      SESSION_POLICY,
    ],
    ['a session policy grants nothing by itself', { identity: READ_ONLY, session: EVERYTHING }, IDENTITY],
    ['both together are enough', { identity: EVERYTHING, session: EVERYTHING }, ''],
    [
      'a session policy caps what is granted to the role',
      { resource: { AWS: ROLE }, session: READ_ONLY },
      SESSION_POLICY,
    ],
    ['not what is granted to the session', { resource: { AWS: SESSION }, session: READ_ONLY }, ''],
    [
      'a Deny of the resource policy wins',
      {
        identity: EVERYTHING,
        resource: policy({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }),
      },
      'with an explicit deny in a resource-based policy',
    ],
    [
      'a Deny of the identity policy wins over the resource policy',
      { identity: NOT_WRITING, resource: '*' },
      'with an explicit deny in an identity-based policy',
    ],
    [
      'a Deny of the session policy wins',
      { identity: EVERYTHING, session: NOT_WRITING, resource: { AWS: SESSION } },
      'with an explicit deny in a session policy',
    ],
  ])('%s', (_name, case_, reason) => {
    const decision = decideAccess(question(case_));
    expect(decision).toMatchObject({ allowed: reason === '', reason });
  });
});

describe('across accounts', () => {
  it.each<[name: string, case_: Case, reason: string]>([
    ['the caller’s policy alone is not enough', { identity: EVERYTHING }, RESOURCE],
    ['the owner’s policy alone is not enough', { resource: { AWS: ROLE } }, IDENTITY],
    ['both are, when the owner names the role', { identity: EVERYTHING, resource: { AWS: ROLE } }, ''],
    ['or the account', { identity: EVERYTHING, resource: { AWS: OWN } }, ''],
    ['or everybody', { identity: EVERYTHING, resource: '*' }, ''],
    [
      'not when the owner names another account',
      { identity: EVERYTHING, resource: { AWS: '333333333333' } },
      RESOURCE,
    ],
    [
      'the session policy still caps',
      { identity: EVERYTHING, session: READ_ONLY, resource: '*' },
      SESSION_POLICY,
    ],
  ])('%s', (_name, case_, reason) => {
    const decision = decideAccess(question({ ...case_, owner: OTHER }));
    expect(decision).toMatchObject({ allowed: reason === '', reason });
  });
});

describe('services', () => {
  const asService = (case_: Case): AccessQuestion => ({
    ...question(case_),
    principal: { kind: 'service', service: 'events.amazonaws.com' },
  });

  it('need the resource’s policy and nothing else', () => {
    expect(decideAccess(asService({ resource: { Service: 'events.amazonaws.com' } })).allowed).toBe(true);
    expect(decideAccess(asService({ resource: { Service: 'sns.amazonaws.com' } })).reason).toBe(RESOURCE);
    expect(decideAccess(asService({})).allowed).toBe(false);
  });
});

describe('any question', () => {
  const anyCase = fc.record({
    action: anyAction,
    resource: anyResource,
    context: anyContext,
    owner: fc.constantFrom(OWN, OTHER),
    identity: anyPolicy,
    session: anyPolicy,
    grantee: fc.constantFrom<Statement['Principal']>('*', { AWS: OWN }, { AWS: ROLE }, { AWS: SESSION }),
    resourcePolicy: anyPolicy,
  });
  type AnyCase = typeof anyCase extends fc.Arbitrary<infer T> ? T : never;

  function questionOf({ grantee, resourcePolicy, ...asked }: AnyCase, withSession: boolean): AccessQuestion {
    const statements = resourcePolicy.Statement as readonly Statement[];
    const resource = policy(
      ...statements.map((statement) => ({ ...statement, ...(grantee && { Principal: grantee }) })),
    );
    const { identity, session, owner, ...request } = asked;
    return { ...question({ identity, resource, owner, ...(withSession && { session }) }), ...request };
  }

  it('is not widened by a session policy', () => {
    fc.assert(
      fc.property(anyCase, (asked) => {
        const capped = decideAccess(questionOf(asked, true)).allowed;
        const uncapped = decideAccess(questionOf(asked, false)).allowed;
        expect(!capped || uncapped).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('is denied when any applicable statement denies, and then says so', () => {
    fc.assert(
      fc.property(anyCase, (asked) => {
        const { allowed, denies, reason } = decideAccess(questionOf(asked, true));
        expect(reason.startsWith('with an explicit deny')).toBe(denies.length > 0);
        if (denies.length > 0) expect(allowed).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
