import { describe, expect, it } from 'vitest';
import { parsePolicyDocument } from './policy-document.ts';

const ALLOW = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::events/*' };

describe('a policy document', () => {
  it.each<[name: string, statement: object]>([
    ['one statement', ALLOW],
    ['no action named', { ...ALLOW, Action: '*' }],
    ['lists', { ...ALLOW, Action: ['s3:Get*', 's3:List?ucket'], Resource: ['*'] }],
    ['conditions', { ...ALLOW, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-local000000' } } }],
  ])('may have %s', (_name, statement) => {
    expect(parsePolicyDocument({ Version: '2012-10-17', Statement: statement }, 'identity')).toBeDefined();
  });

  it.each<[name: string, document: unknown]>([
    ['text that is no JSON', '{"Statement":'],
    ['a list', [ALLOW]],
    ['no statement', { Version: '2012-10-17', Statement: [] }],
    ['an unknown version', { Version: '2020-01-01', Statement: ALLOW }],
    ['an effect in lower case', { Statement: { ...ALLOW, Effect: 'allow' } }],
    ['no action', { Statement: { Effect: 'Allow', Resource: '*' } }],
    ['both Action and NotAction', { Statement: { ...ALLOW, NotAction: 's3:*' } }],
    ['an action without a service', { Statement: { ...ALLOW, Action: 'GetObject' } }],
    ['no resource', { Statement: { Effect: 'Allow', Action: '*' } }],
    ['a resource that is no ARN', { Statement: { ...ALLOW, Resource: 'arn:aws:s3' } }],
    ['a principal', { Statement: { ...ALLOW, Principal: '*' } }],
    ['an unknown element', { Statement: { ...ALLOW, Resources: '*' } }],
    ['an unknown operator', { Statement: { ...ALLOW, Condition: { StringEqual: { 'a:k': 'x' } } } }],
  ])('attached to an identity is refused with %s', (_name, document) => {
    expect(() => parsePolicyDocument(document, 'identity')).toThrow(
      expect.objectContaining({ code: 'MalformedPolicyDocument' }),
    );
  });

  it('of a resource needs a principal, that of a trust has no resource', () => {
    const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '111111111111' } };
    expect(parsePolicyDocument({ Statement: trust }, 'trust')).toBeDefined();
    expect(() => parsePolicyDocument({ Statement: { ...trust, Resource: '*' } }, 'trust')).toThrow(
      'Resource',
    );
    expect(() => parsePolicyDocument({ Statement: ALLOW }, 'resource')).toThrow('Principal');
  });
});
