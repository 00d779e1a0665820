import { AwsError } from '../../core/aws-error.ts';
import type { PolicyDocument, Statement } from '../../core/policy.ts';
import { parseOperator } from './conditions.ts';
import { listOf, statementsOf } from './evaluate.ts';

/**
 * `identity`: attached to a role or a session; `resource`: has principals; `trust`: has principals, but no resource.
 */
export type PolicyKind = 'identity' | 'resource' | 'trust';

const STATEMENT_ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const ACTION = /^(\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/;
const RESOURCE = /^(\*|arn:[^:]+:[^:]+:[^:]*:[^:]*:.+)$/s;

/**
 * A policy document from JSON text or a template's value, checked as far as IAM's grammar and this evaluator go.
 *
 * @throws AwsError MalformedPolicyDocument
 */
export function parsePolicyDocument(value: unknown, kind: PolicyKind): PolicyDocument {
  const document = typeof value === 'string' ? parseJson(value) : value;
  if (!isRecord(document)) throw malformed('Syntax errors in policy.');
  const { Version, Statement: statements } = document;
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17')
    throw malformed('The policy version is invalid.');
  const list = Array.isArray(statements) ? statements : [statements];
  if (list.length === 0) throw malformed('The policy must contain a statement.');
  for (const statement of list) assertStatement(statement, kind);
  return document as unknown as PolicyDocument;
}

function assertStatement(statement: unknown, kind: PolicyKind): void {
  if (!isRecord(statement)) throw malformed('Syntax errors in policy.');
  const unknown = Object.keys(statement).find((element) => !STATEMENT_ELEMENTS.has(element));
  if (unknown !== undefined) throw malformed(`The policy element ${unknown} is unknown or not simulated.`);
  const { Effect, Action, NotAction, Resource, NotResource, Principal, Condition } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny') throw malformed('Invalid effect.');
  assertOneOf('Action', Action, NotAction, ACTION);
  if (kind === 'trust') {
    if (Resource !== undefined || NotResource !== undefined)
      throw malformed('Has prohibited field Resource.');
  } else assertOneOf('Resource', Resource, NotResource, RESOURCE);
  if (kind === 'identity' && Principal !== undefined)
    throw malformed('Policy document should not specify a principal.');
  if (kind !== 'identity' && Principal === undefined) throw malformed('Missing required field Principal.');
  for (const operator of Object.keys(isRecord(Condition) ? Condition : {})) assertOperator(operator);
}

function assertOneOf(name: string, plain: unknown, negated: unknown, shape: RegExp): void {
  if ((plain === undefined) === (negated === undefined))
    throw malformed(`Policy statement must contain ${name.toLowerCase()}s.`);
  const values = plain ?? negated;
  for (const value of Array.isArray(values) ? values : [values]) {
    if (typeof value !== 'string' || !shape.test(value))
      throw malformed(`${name} ${String(value)} is not valid: it must be in the documented format or "*".`);
  }
}

function assertOperator(name: string): void {
  try {
    parseOperator(name);
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error));
  }
}

/**
 * The policy with each role ARN among its principals replaced by the result of `roleIdOf`.
 *
 * @throws AwsError MalformedPolicyDocument when there is no result
 */
export function nameRolesById(
  policy: PolicyDocument,
  roleIdOf: (roleArn: string) => string | undefined,
): PolicyDocument {
  const rename = (arn: string): string => {
    if (!/^arn:aws[a-z-]*:iam::\d{12}:role\//.test(arn)) return arn;
    const id = roleIdOf(arn);
    if (id === undefined) throw malformed(`Invalid principal in policy: "AWS":"${arn}"`);
    return id;
  };
  const renameIn = (statement: Statement): Statement => {
    const { Principal } = statement;
    if (typeof Principal !== 'object' || Principal.AWS === undefined) return statement;
    return { ...statement, Principal: { ...Principal, AWS: listOf(Principal.AWS).map(rename) } };
  };
  return { ...policy, Statement: statementsOf(policy).map(renameIn) };
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
