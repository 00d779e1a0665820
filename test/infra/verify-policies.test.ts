import { describe, expect, it } from 'vitest';
import { explainError, redact } from '../../infra/access/explain-error.ts';
import type { PolicyStatement } from '../../infra/verify/findings.ts';
import { plainInvokers } from '../../infra/verify/requests/function-policy.ts';

const HERE = '111111111111';
const allow = (statement: Partial<PolicyStatement>): PolicyStatement => ({
  Sid: 'Tested',
  Effect: 'Allow',
  Action: 'lambda:InvokeFunction',
  Principal: { Service: 'apigateway.amazonaws.com' },
  ...statement,
});
const fromApiOf = (accountId: string) => ({
  ArnLike: { 'AWS:SourceArn': `arn:aws:execute-api:us-east-1:${accountId}:abc/v1/POST/*/*` },
});

describe('plainInvokers', () => {
  it.each<[string, PolicyStatement]>([
    ['an API of the same account', allow({ Condition: fromApiOf(HERE) })],
    [
      'whoever comes through the function URL only',
      allow({
        Principal: { AWS: 'arn:aws:iam::222222222222:role/Notifier' },
        Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
      }),
    ],
    ['another action', allow({ Action: 'lambda:InvokeFunctionUrl', Principal: '*' })],
    ['a refusal', allow({ Effect: 'Deny', Principal: '*' })],
  ])('leaves out %s', (_, statement) => {
    expect(plainInvokers({ Statement: [statement] }, HERE)).toEqual([]);
  });

  it.each<[string, PolicyStatement]>([
    ['everybody', allow({ Principal: '*' })],
    ['an account', allow({ Principal: { AWS: '222222222222' } })],
    ['API Gateway on behalf of anybody', allow({})],
    ['an API of another account', allow({ Condition: fromApiOf('222222222222') })],
    [
      'another service',
      allow({ Principal: { Service: 'events.amazonaws.com' }, Condition: fromApiOf(HERE) }),
    ],
    ['a wildcard action', allow({ Action: ['lambda:Get*', 'lambda:Invoke*'], Principal: '*' })],
    [
      'who need not come through the function URL',
      allow({ Principal: '*', Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': ['true', 'false'] } } }),
    ],
  ])('names the statement for %s', (_, statement) => {
    expect(plainInvokers({ Statement: [statement] }, HERE)).toEqual(['Tested']);
  });
});

describe('what is printed', () => {
  it('holds no phone number and no token', () => {
    expect(redact('to +14254147755 with eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln\n  failed')).toBe(
      'to <phone number> with <token> failed',
    );
  });

  it('is one line of an error, with its name and without its stack', () => {
    const error = Object.assign(new Error('not today\n  please'), { name: 'AccessDenied' });
    expect(explainError(error)).toBe('AccessDenied: not today please');
  });

  it('names what keeps a connection from being made', () => {
    const cause = Object.assign(new Error('connect'), { code: 'ENOTFOUND' });
    expect(explainError(new TypeError('fetch failed', { cause }))).toBe('no connection (ENOTFOUND)');
  });
});
