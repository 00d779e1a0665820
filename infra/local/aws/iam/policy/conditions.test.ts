import { describe, expect, it } from 'vitest';
import type { Statement } from '../../core/policy.ts';
import type { Context } from './pattern.ts';
import { outcomeOf } from './policies.rig.ts';

type Condition = NonNullable<Statement['Condition']>;

function holds(condition: Condition, context: Context): boolean {
  return (
    outcomeOf(
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', Condition: condition },
      { context },
    ) === 'allowed'
  );
}

const ROLE = 'arn:aws:iam::222222222222:role/PinpointEventDeliveryRole';

describe('condition operators', () => {
  it.each<[name: string, condition: Condition, context: Context, expected: boolean]>([
    [
      'StringEquals compares case',
      { StringEquals: { 'aws:username': 'Ann' } },
      { 'aws:username': 'ann' },
      false,
    ],
    ['any policy value may match', { StringEquals: { 'a:k': ['x', 'y'] } }, { 'a:k': 'y' }, true],
    ['a wildcard in StringEquals is a character', { StringEquals: { 'a:k': 'x*' } }, { 'a:k': 'xy' }, false],
    ['that character matches itself', { StringEquals: { 'a:k': 'x*' } }, { 'a:k': 'x*' }, true],
    ['key names ignore case', { StringEquals: { 'AWS:UserName': 'ann' } }, { 'aws:username': 'ann' }, true],
    ['StringEqualsIgnoreCase', { StringEqualsIgnoreCase: { 'a:k': 'ABC' } }, { 'a:k': 'abc' }, true],
    [
      'StringNotEquals wants none to match',
      { StringNotEquals: { 'a:k': ['x', 'y'] } },
      { 'a:k': 'y' },
      false,
    ],
    ['StringNotEquals holds without the key', { StringNotEquals: { 'a:k': 'x' } }, {}, true],
    ['StringEquals fails without the key', { StringEquals: { 'a:k': 'x' } }, {}, false],
    ['IfExists holds without the key', { StringEqualsIfExists: { 'a:k': 'x' } }, {}, true],
    [
      'IfExists compares a key that is there',
      { StringEqualsIfExists: { 'a:k': 'x' } },
      { 'a:k': 'y' },
      false,
    ],
    ['StringLike with *', { StringLike: { 'a:k': 'mail-*-eu' } }, { 'a:k': 'mail-sms/x-eu' }, true],
    ['StringLike with ?', { StringLike: { 'a:k': 'a?c' } }, { 'a:k': 'ac' }, false],
    [
      'StringLike takes other characters as they are',
      { StringLike: { 'a:k': 'a.c' } },
      { 'a:k': 'abc' },
      false,
    ],
    ['StringNotLike', { StringNotLike: { 'a:k': 'a*' } }, { 'a:k': 'abc' }, false],
    [
      'all keys of an operator',
      { StringEquals: { 'a:k': 'x', 'a:l': 'y' } },
      { 'a:k': 'x', 'a:l': 'z' },
      false,
    ],
    [
      'all operators',
      { StringEquals: { 'a:k': 'x' }, Bool: { 'a:b': 'true' } },
      { 'a:k': 'x', 'a:b': 'false' },
      false,
    ],
    ['Bool', { Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:SecureTransport': 'true' }, false],
    [
      'Bool as JSON boolean',
      { Bool: { 'aws:SecureTransport': true } },
      { 'aws:SecureTransport': 'true' },
      true,
    ],
    ['Null true: the key is absent', { Null: { 'a:k': 'true' } }, {}, true],
    ['Null true fails when it is there', { Null: { 'a:k': 'true' } }, { 'a:k': 'x' }, false],
    ['Null false: the key is there', { Null: { 'a:k': 'false' } }, { 'a:k': 'x' }, true],
    [
      'ArnLike matches part by part',
      { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/PinpointEventDeliveryRole' } },
      { 'aws:PrincipalArn': ROLE },
      true,
    ],
    [
      'a wildcard of ArnLike does not reach over a colon',
      { ArnLike: { 'aws:PrincipalArn': 'arn:aws:*:role/PinpointEventDeliveryRole' } },
      { 'aws:PrincipalArn': ROLE },
      false,
    ],
    [
      'ArnEquals takes wildcards too',
      { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/*' } },
      { 'aws:SourceArn': 'arn:aws:events:us-east-1:1:rule/bus/name' },
      true,
    ],
    ['ArnNotLike', { ArnNotLike: { 'aws:PrincipalArn': ROLE } }, { 'aws:PrincipalArn': ROLE }, false],
    ['NumericLessThanEquals', { NumericLessThanEquals: { 'a:n': '10' } }, { 'a:n': '9.5' }, true],
    ['NumericLessThan', { NumericLessThan: { 'a:n': '10' } }, { 'a:n': '10' }, false],
    ['NumericGreaterThan', { NumericGreaterThan: { 'a:n': '10' } }, { 'a:n': '9' }, false],
    ['NumericEquals compares numbers', { NumericEquals: { 'a:n': '10' } }, { 'a:n': '10.0' }, true],
    ['no number is no match', { NumericEquals: { 'a:n': '10' } }, { 'a:n': 'ten' }, false],
    [
      'ForAllValues: every value of the request',
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } },
      { 'aws:TagKeys': ['a', 'c'] },
      false,
    ],
    ['ForAllValues holds without the key', { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'a' } }, {}, true],
    [
      'ForAnyValue: one value of the request',
      { 'ForAnyValue:StringLike': { 'aws:TagKeys': 'a*' } },
      { 'aws:TagKeys': ['x', 'ab'] },
      true,
    ],
    ['ForAnyValue fails without the key', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' } }, {}, false],
    [
      'ForAnyValue fails without the key, IfExists or not',
      { 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': 'a' } },
      {},
      false,
    ],
    [
      'ForAnyValue of a negated operator: one value that matches nothing',
      { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['DataClass', 'Owner'] } },
      { 'aws:TagKeys': ['DataClass', 'Dept'] },
      true,
    ],
    [
      'ForAllValues of a negated operator: no value matches',
      { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['DataClass', 'Owner'] } },
      { 'aws:TagKeys': ['DataClass', 'Dept'] },
      false,
    ],
    ['several values need a set operator', { StringEquals: { 'a:k': 'x' } }, { 'a:k': ['x', 'y'] }, false],
  ])('%s', (_name, condition, context, expected) => {
    expect(holds(condition, context)).toBe(expected);
  });

  it.each(['IpAddress', 'StringEqual', 'ForSomeValues:StringEquals', 'NullIfExists'])(
    'refuses to evaluate the unknown operator %s',
    (operator) => {
      expect(() => holds({ [operator]: { 'aws:SourceIp': '203.0.113.0/24' } }, {})).toThrow(operator);
    },
  );
});

describe('policy variables', () => {
  const context = { 'aws:PrincipalAccount': '222222222222', 'aws:username': 'a*' };

  it.each<[name: string, condition: Condition, expected: boolean]>([
    ['stand for the value', { StringEquals: { 'aws:PrincipalAccount': '${aws:PrincipalAccount}' } }, true],
    [
      'fall back to their default',
      { StringEquals: { 'aws:PrincipalAccount': "${a:none, '222222222222'}" } },
      true,
    ],
    ['match nothing when the key is absent', { StringLike: { 'aws:username': '${a:none}*' } }, false],
    [
      'are no wildcards even if their value has one',
      { StringLike: { 'aws:PrincipalAccount': '${aws:username}' } },
      false,
    ],
    ['${*} is the character', { StringLike: { 'aws:username': 'a${*}' } }, true],
  ])('%s', (_name, condition, expected) => {
    expect(holds(condition, context)).toBe(expected);
  });

  it('are plain text in documents of the older version', () => {
    const statement: Statement = {
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:username': '${aws:username}' } },
    };
    expect(outcomeOf(statement, { context: { 'aws:username': 'ann' } }, '2008-10-17')).toBe('implicitDeny');
    expect(outcomeOf(statement, { context: { 'aws:username': 'ann' } })).toBe('allowed');
  });
});
