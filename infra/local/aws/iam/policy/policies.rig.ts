import fc from 'fast-check';
import type { PolicyDocument, Statement } from '../../core/policy.ts';
import type { PolicyRequest } from './evaluate.ts';
import { evaluatePolicies } from './evaluate.ts';

export function policy(...statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

/** How one statement answers a request; what the request leaves out is of no interest to the case. */
export function outcomeOf(
  statement: Statement,
  request: Partial<PolicyRequest>,
  version: PolicyDocument['Version'] = '2012-10-17',
) {
  const document = { Version: version, Statement: statement };
  return evaluatePolicies([{ name: 'policy', document }], {
    action: 'sqs:SendMessage',
    resource: 'arn:aws:sqs:us-east-1:111111111111:queue',
    ...request,
  }).outcome;
}

const ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:ListBucket', 'sqs:SendMessage'];
const RESOURCES = ['arn:aws:s3:::events', 'arn:aws:s3:::events/a/1', 'arn:aws:s3:::events/b/1'];

/** Requests and statements over a vocabulary small enough that they often meet. */
export const anyAction = fc.constantFrom(...ACTIONS);
export const anyResource = fc.constantFrom(...RESOURCES);
export const anyContext = fc.record(
  {
    'aws:PrincipalOrgID': fc.constantFrom('o-a', 'o-b'),
    'aws:SecureTransport': fc.constantFrom('true', 'false'),
  },
  { requiredKeys: [] },
);

export function anyStatement(effect: 'Allow' | 'Deny'): fc.Arbitrary<Statement> {
  return fc.record({
    Effect: fc.constant(effect),
    Action: fc.constantFrom(...ACTIONS, '*', 's3:*', 's3:Get*', 's3:?utObject'),
    Resource: fc.constantFrom(...RESOURCES, '*', 'arn:aws:s3:::events/*', 'arn:aws:s3:::*'),
    Condition: fc.constantFrom<NonNullable<Statement['Condition']>>(
      {},
      { StringEquals: { 'aws:PrincipalOrgID': 'o-a' } },
      { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a' } },
      { Bool: { 'aws:SecureTransport': 'true' } },
      { Null: { 'aws:PrincipalOrgID': 'true' } },
    ),
  });
}

export const anyPolicy: fc.Arbitrary<PolicyDocument> = fc
  .array(fc.oneof(anyStatement('Allow'), anyStatement('Deny')), { minLength: 1, maxLength: 4 })
  .map((statements) => policy(...statements));
