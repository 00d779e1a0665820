import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACCESS_CLASSES, type AccessClass } from '../../../../registrar/contract/access-class.ts';
import type { TenantRecord } from '../../../../registrar/contract/tenant-record.ts';
import { errorBody } from '../../../../router/errors.ts';
import { authorize } from '../../../../router/http/caller/authorize.ts';
import type { Principal } from '../../../../router/http/caller/principal.ts';
import { principalFromClaims, principalFromUserArn } from '../../../../router/http/caller/principal.ts';
import { refusal } from '../../../../router/http/caller/refusal.ts';
import { tenantRecord } from '../../tenant.ts';

const ROLE = 'arn:aws:iam::444444444444:role/Campaigns';
const USER = 'arn:aws:iam::444444444444:user/anna';
const SCOPES = ['api/Admin', 'api/Read', 'api/Send', 'api/Manage'];
const GROUPS = ['Admin', 'tenant:acme', 'tenant:globex'];

type Kind = Principal['kind'];

/** One line of the decision table; every member but the principal's kind is as an operator or Cognito writes it. */
interface Line {
  readonly kind: Kind;
  readonly scopes: readonly string[];
  readonly groups: readonly string[];
  /** Whether the deployment names the IAM caller among `functionUrlCallerArns`. */
  readonly named: boolean;
  readonly binding: keyof typeof BINDINGS;
  readonly exclusive: boolean;
  readonly status: 'unknown' | 'active' | 'suspended';
  readonly access: AccessClass;
}

/** The `callers` or `allowedCallers` of acme about the caller under test. */
const BINDINGS = {
  none: {},
  'somebody else': { callers: ['read', 'send', 'manage', 'billing', 'account'], other: true },
  nothing: { callers: [] },
  read: { callers: ['read'] },
  send: { callers: ['send'] },
  'read, send': { callers: ['read', 'send'] },
  manage: { callers: ['manage'] },
  billing: { callers: ['billing'] },
  account: { callers: ['account'] },
  all: { callers: ['read', 'send', 'manage', 'billing', 'account'] },
  'old list': { old: true },
  'old list of others': { old: true, other: true },
} as const satisfies Record<string, { callers?: readonly AccessClass[]; old?: true; other?: true }>;

const TABLE: readonly Line[] = (['client', 'user', 'role', 'iam'] as const).flatMap((kind) =>
  subsets(kind === 'client' || kind === 'user' ? SCOPES : []).flatMap((scopes) =>
    subsets(kind === 'user' ? GROUPS : []).flatMap((groups) =>
      (kind === 'role' || kind === 'iam' ? [true, false] : [false]).flatMap((named) =>
        (Object.keys(BINDINGS) as Line['binding'][]).flatMap((binding) =>
          [true, false].flatMap((exclusive) =>
            (['unknown', 'active', 'suspended'] as const).flatMap((status) =>
              ACCESS_CLASSES.map((access) => ({
                kind,
                scopes,
                groups,
                named,
                binding,
                exclusive,
                status,
                access,
              })),
            ),
          ),
        ),
      ),
    ),
  ),
);

/**
 * The design's rules, sentence by sentence, written independently of the code: the classes that the caller may use.
 */
function expected({ kind, scopes, groups, named, binding, exclusive, status }: Line): readonly AccessClass[] {
  if (status !== 'active') return [];
  const isMachine = kind === 'client';
  const isPerson = kind === 'user';
  const isIam = kind === 'role' || kind === 'iam';
  const { callers, old, other } = BINDINGS[binding] as { callers?: AccessClass[]; old?: true; other?: true };

  const admin =
    (isMachine && scopes.includes('api/Admin')) ||
    (isPerson && scopes.includes('api/Admin') && groups.includes('Admin')) ||
    (isIam && named);
  if (admin && !exclusive && !old) return ACCESS_CLASSES;

  const says: Record<string, readonly AccessClass[]> = {
    'api/Read': ['read'],
    'api/Send': ['send'],
    'api/Manage': ['read', 'send', 'manage', 'billing'],
  };
  const byScope = admin
    ? ACCESS_CLASSES
    : isIam
      ? ACCESS_CLASSES.filter((access) => access !== 'account')
      : scopes.flatMap((scope) => says[scope] ?? []);
  const isNamed = !other && (callers !== undefined || old === true) && (!isPerson || admin);
  const byClient = isNamed ? (old ? ACCESS_CLASSES : (callers ?? [])) : [];
  const byGroup: AccessClass[] = groups.includes('tenant:acme') ? ['read', 'send', 'manage'] : [];
  const bound = [...byClient, ...byGroup];
  return ACCESS_CLASSES.filter((access) => byScope.includes(access) && bound.includes(access));
}

describe('the decision table', () => {
  const DECISIONS = TABLE.map((line) => ({ line, decision: authorize(requestOf(line)) }));

  it('is decided as the design says, in every line', () => {
    expect(TABLE.length).toBeGreaterThan(40_000);
    const wrong = DECISIONS.filter(
      ({ line, decision }) => decision.allowed !== expected(line).includes(line.access),
    );
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it('allows and denies in lines of every kind, scope, binding, group, class and status', () => {
    const allowed = DECISIONS.filter(({ decision }) => decision.allowed).map(({ line }) => line);
    const seen = (of: (line: Line) => unknown) =>
      new Set(allowed.map((line) => JSON.stringify(of(line)))).size;
    expect(seen(({ kind }) => kind)).toBe(4);
    expect(seen(({ access }) => access)).toBe(5);
    expect(seen(({ binding }) => binding)).toBe(Object.keys(BINDINGS).length);
    expect(new Set(allowed.map(({ status }) => status))).toEqual(new Set(['active']));
  });

  it('answers without Admin the same to an unknown, an unbound and a suspended tenant', () => {
    const bodies = new Map<string, Set<string>>();
    for (const { line, decision } of DECISIONS) {
      if (decision.allowed || decision.isAdmin) continue;
      const error = refusal(decision, line.access);
      const { kind, scopes, groups, named, access } = line;
      // What the caller knows about itself; the answer may depend on nothing else.
      const caller = JSON.stringify({ kind, scopes, groups, named, access });
      const answers = bodies.get(caller) ?? new Set();
      answers.add(JSON.stringify([errorBody(error, 'r'), error.headers]));
      bodies.set(caller, answers);
    }
    expect([...bodies.values()].every((answers) => answers.size === 1)).toBe(true);
  });

  it('lets Admin distinguish an unknown and a suspended tenant', () => {
    const admin = { ...line('client', ['api/Admin']), access: 'read' } as const;
    expect(nameOf({ ...admin, status: 'unknown' })).toBe('TenantNotFoundException');
    expect(nameOf({ ...admin, status: 'suspended' })).toBe('TenantSuspendedException');
    expect(nameOf({ ...admin, exclusive: true })).toBe('ForbiddenException');
  });
});

describe('who may do what, in sentences', () => {
  it.each<[string, Line, boolean]>([
    [
      'a machine with Admin does anything for any tenant',
      line('client', ['api/Admin'], { access: 'account' }),
      true,
    ],
    ['a person with the scope Admin alone does nothing', line('user', ['api/Admin']), false],
    ['a bound machine reads with api/Read', line('client', ['api/Read'], { binding: 'read, send' }), true],
    [
      'and does not send with it',
      line('client', ['api/Read'], { binding: 'read, send', access: 'send' }),
      false,
    ],
    ['api/Manage reads', line('client', ['api/Manage'], { binding: 'all' }), true],
    [
      'billing needs the class in the binding',
      line('client', ['api/Manage'], { binding: 'manage', access: 'billing' }),
      false,
    ],
    ['and has it with that', line('client', ['api/Manage'], { binding: 'billing', access: 'billing' }), true],
    [
      'no binding gives the account',
      line('client', ['api/Manage'], { binding: 'all', access: 'account' }),
      false,
    ],
    [
      "a group binds a person with the token's scopes",
      line('user', ['api/Send'], { groups: ['tenant:acme'], access: 'send' }),
      true,
    ],
    [
      'a group does not bind for billing',
      line('user', ['api/Manage'], { groups: ['tenant:acme'], access: 'billing' }),
      false,
    ],
    [
      'the group of another tenant binds to that one',
      line('user', ['api/Read'], { groups: ['tenant:globex'] }),
      false,
    ],
    [
      "a person is not bound by the sign-in page's client",
      line('user', ['api/Read'], { binding: 'all' }),
      false,
    ],
    ['a named IAM role counts as Admin', line('role', [], { named: true, access: 'billing' }), true],
    ['any other needs a binding', line('role', []), false],
    ['and has what that says', line('role', [], { binding: 'read' }), true],
  ])('%s', (_title, given, allowed) => {
    expect(authorize(requestOf(given)).allowed).toBe(allowed);
  });

  it.each([
    ['arn:aws:iam::444444444444:role/teams/sms/Campaigns', true],
    ['arn:aws:iam::555555555555:role/Campaigns', false],
    ['arn:aws:iam::444444444444:role/Campaigns2', false],
    ['Campaigns', false],
  ])('a role is bound as %s: %s', (caller, allowed) => {
    const tenant = tenantRecord({ callers: { [caller]: ['read'] } });
    const decision = authorize({
      principal: principalOf(line('role', [])),
      access: 'read',
      tenant,
      adminCallerArns: [],
    });
    expect(decision.allowed).toBe(allowed);
  });

  it('a client id that every object has as a member binds no caller', () => {
    const principal = { kind: 'client', clientId: 'constructor', scopes: ['api/Read'] } as const;
    const tenant = tenantRecord({ callers: {} });
    expect(authorize({ principal, access: 'read', tenant, adminCallerArns: [] }).allowed).toBe(false);
  });
});

describe('bindings over time', () => {
  const TENANTS = ['acme', 'globex', 'initech'] as const;
  const CALLERS = ['client-1', 'client-2', 'acme', ROLE, USER] as const;
  const change = fc.record({
    tenant: fc.constantFrom(...TENANTS),
    caller: fc.constantFrom(...CALLERS),
    act: fc.constantFrom('bind', 'unbind', 'exclusive', 'shared', 'suspend', 'resume', 'list', 'unlist'),
    classes: fc.subarray([...ACCESS_CLASSES]),
  });

  it('let no caller without Admin reach a tenant that it is not bound to, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const records = new Map<string, TenantRecord>(TENANTS.map((pk) => [pk, tenantRecord({ pk })]));
        /** Kept apart from the records: `tenant caller`, the one question that matters. */
        const bound = new Set<string>();
        const listed = new Set<string>();
        for (const { tenant, caller, act, classes } of changes) {
          const record = records.get(tenant) ?? tenantRecord();
          records.set(tenant, changed(record, act, caller, classes));
          const pair = `${tenant} ${caller}`;
          if (act === 'bind') bound.add(pair);
          if (act === 'unbind') bound.delete(pair);
          if (act === 'list') listed.add(pair);
          if (act === 'unlist') for (const each of CALLERS) listed.delete(`${tenant} ${each}`);
        }
        for (const [pk, tenant] of records)
          for (const caller of CALLERS)
            for (const access of ACCESS_CLASSES) {
              const principal = callerOf(caller);
              const { allowed } = authorize({ principal, access, tenant, adminCallerArns: [] });
              if (allowed && !bound.has(`${pk} ${caller}`) && !listed.has(`${pk} ${caller}`)) return false;
            }
        return true;
      }),
      { numRuns: 1_000 },
    );
  });

  function changed(record: TenantRecord, act: string, caller: string, classes: AccessClass[]): TenantRecord {
    const { callers = {}, allowedCallers = [] } = record;
    switch (act) {
      case 'bind':
        return { ...record, callers: { ...callers, [caller]: classes } };
      case 'unbind': {
        const { [caller]: _, ...others } = callers;
        return { ...record, callers: others };
      }
      case 'list':
        return { ...record, allowedCallers: [...allowedCallers, caller] };
      case 'unlist':
        return { ...record, allowedCallers: undefined };
      case 'suspend':
      case 'resume':
        return { ...record, status: act === 'suspend' ? 'suspended' : 'active' };
      default:
        return { ...record, exclusive: act === 'exclusive' };
    }
  }

  function callerOf(caller: string): Principal {
    if (caller.startsWith('arn:'))
      return caller === ROLE ? principalOf(line('role', [])) : principalFromUserArn(caller);
    return { kind: 'client', clientId: caller, scopes: ['api/Read', 'api/Send', 'api/Manage'] };
  }
});

function line(kind: Kind, scopes: readonly string[], changes: Partial<Line> = {}): Line {
  return {
    ...{
      kind,
      scopes,
      groups: [],
      named: false,
      binding: 'none',
      exclusive: false,
      status: 'active',
      access: 'read',
    },
    ...changes,
  };
}

function requestOf(given: Line) {
  const { callers, old, other } = BINDINGS[given.binding] as {
    callers?: AccessClass[];
    old?: true;
    other?: true;
  };
  const caller = other ? 'somebody-else' : callerIdOf(given.kind);
  const tenant =
    given.status === 'unknown'
      ? undefined
      : tenantRecord({
          status: given.status,
          ...(given.exclusive && { exclusive: true }),
          ...(callers !== undefined && { callers: { [caller]: [...callers], 'client-0': ['read'] } }),
          ...(old && { allowedCallers: ['client-0', caller] }),
        });
  const adminCallerArns = given.named ? ['arn:aws:iam::444444444444:role/Other', ROLE, USER] : [];
  return { principal: principalOf(given), access: given.access, tenant, adminCallerArns };
}

function nameOf(given: Line): string | undefined {
  const decision = authorize(requestOf(given));
  return decision.allowed ? undefined : refusal(decision, given.access).name;
}

function callerIdOf(kind: Kind): string {
  return { client: 'client-1', user: 'client-1', role: ROLE, iam: USER }[kind];
}

/** Through the same parsers as a request's. A token without any scope of the API is made by hand: it comes no further. */
function principalOf({ kind, scopes, groups }: Line): Principal {
  if (kind === 'role')
    return principalFromUserArn('arn:aws:sts::444444444444:assumed-role/Campaigns/session');
  if (kind === 'iam') return principalFromUserArn(USER);
  const machine = { token_use: 'access', sub: 'client-1', client_id: 'client-1', scope: scopes.join(' ') };
  const person = { ...machine, sub: 'u', username: 'anna', 'cognito:groups': [...groups] };
  if (scopes.length > 0) return principalFromClaims(kind === 'client' ? machine : person);
  return kind === 'client'
    ? { kind, clientId: 'client-1', scopes: [] }
    : { kind, clientId: 'client-1', userId: 'u', scopes: [], groups };
}

function subsets<T>(values: readonly T[]): readonly (readonly T[])[] {
  const [first, ...others] = values;
  if (first === undefined) return [[]];
  return subsets(others).flatMap((some) => [some, [first, ...some]]);
}
