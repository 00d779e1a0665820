import { describe, expect, it } from 'vitest';
import { RouterError } from '../../../../router/errors.ts';
import { lambdaAuthenticator } from '../../../../router/http/caller/authenticate.ts';
import {
  principalFromClaims,
  principalFromUserArn,
  principalLabel,
} from '../../../../router/http/caller/principal.ts';

const machine = { token_use: 'access', sub: 'client-1', client_id: 'client-1', scope: 'api/Admin' };
const person = {
  token_use: 'access',
  sub: '7b1c3a52-0000-4000-8000-000000000000',
  client_id: 'client-2',
  username: 'anna',
  scope: 'openid api/Admin',
};

describe('an access token', () => {
  it('of a machine client with the scope is that client', () => {
    expect(principalFromClaims(machine)).toEqual({
      kind: 'client',
      clientId: 'client-1',
      scopes: ['api/Admin'],
    });
  });

  it.each([
    [
      ['Other', 'Admin'],
      ['Other', 'Admin'],
    ],
    ['Admin', ['Admin']],
    ['Other,Admin', ['Other', 'Admin']],
    ['[Other tenant:acme]', ['Other', 'tenant:acme']],
    ['[NotAdmin Other]', ['NotAdmin', 'Other']],
  ])('of a person with the groups %j is that person, in those groups', (groups, expected) => {
    expect(principalFromClaims({ ...person, 'cognito:groups': groups })).toEqual({
      kind: 'user',
      clientId: 'client-2',
      userId: person.sub,
      scopes: ['api/Admin'],
      groups: expected,
    });
  });

  it('has the scopes of the API, and no other', () => {
    const scope = 'openid api/Send api/Read api/Reader other/Admin';
    expect(principalFromClaims({ ...machine, scope })).toMatchObject({ scopes: ['api/Read', 'api/Send'] });
  });

  it('of a person is not taken for a machine because its client has the same id as its subject', () => {
    expect(principalFromClaims({ ...person, sub: 'client-2' })).toMatchObject({ kind: 'user', groups: [] });
  });

  it.each(['', 'api/Administrator', 'api/Admin.read', 'API/ADMIN', 'openid'])(
    'with the scope %j is refused, naming the scopes',
    (scope) => {
      expect(refusal({ ...machine, scope })).toMatchObject({
        status: 403,
        headers: {
          'www-authenticate':
            'Bearer error="insufficient_scope", scope="api/Admin api/Read api/Send api/Manage"',
        },
      });
    },
  );

  it.each([{ ...machine, token_use: 'id' }, { sub: 'x' }, {}, null])('is not %j', (claims) => {
    expect(refusal(claims)).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    });
  });
});

describe('an IAM identity', () => {
  it('of a role session is the role', () => {
    const principal = principalFromUserArn('arn:aws:sts::444444444444:assumed-role/Campaigns/i-0abc');
    expect(principal).toEqual({
      kind: 'role',
      accountId: '444444444444',
      roleName: 'Campaigns',
      arn: 'arn:aws:iam::444444444444:role/Campaigns',
    });
    expect(principalLabel(principal)).toBe('arn:aws:iam::444444444444:role/Campaigns');
  });

  it('of a user is the user', () => {
    const arn = 'arn:aws:iam::444444444444:user/ops/anna';
    expect(principalFromUserArn(arn)).toEqual({ kind: 'iam', arn });
  });
});

describe('the front door of Lambda', () => {
  it('believes the claims that the gateway verified', () => {
    expect(lambdaAuthenticator({ requestContext: { authorizer: { claims: machine } } })).toMatchObject({
      kind: 'client',
    });
  });

  it('believes the identity that AWS verified', () => {
    const iam = { userArn: 'arn:aws:sts::444444444444:assumed-role/Campaigns/s', accountId: '444444444444' };
    expect(lambdaAuthenticator({ requestContext: { authorizer: { iam } } })).toMatchObject({
      roleName: 'Campaigns',
    });
  });

  it.each([undefined, {}, { authorizer: null }, { authorizer: {} }, { authorizer: { principalId: 'x' } }])(
    'refuses a request context of %j',
    (requestContext) => {
      expect(() => lambdaAuthenticator({ requestContext, authorization: 'Bearer made.up.token' })).toThrow(
        RouterError,
      );
    },
  );
});

function refusal(claims: unknown): unknown {
  try {
    return principalFromClaims(claims);
  } catch (error) {
    return error;
  }
}
