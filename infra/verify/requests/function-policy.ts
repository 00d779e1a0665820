import type { Policy, PolicyStatement } from '../findings.ts';
import { conditionOf, listOf, matchesAction } from './policy.ts';

/**
 * The statements of a function's policy that let a principal invoke it with an event of their own: all that allow
 * `lambda:InvokeFunction`, except those for API Gateway of the same account and for the function URL. Pure.
 */
export function plainInvokers({ Statement }: Policy, accountId: string): readonly string[] {
  return Statement.filter(
    (statement) => letsInvoke(statement) && !isGateway(statement, accountId) && !isUrlOnly(statement),
  ).map(({ Sid }) => Sid ?? 'one without a Sid');
}

function letsInvoke({ Effect, Action }: PolicyStatement): boolean {
  if (Effect !== 'Allow') return false;
  return (
    Action === undefined || listOf(Action).some((pattern) => matchesAction(pattern, 'lambda:InvokeFunction'))
  );
}

/** API Gateway on behalf of one API. Without the source condition, any account's API could invoke the function. */
function isGateway({ Principal, Condition }: PolicyStatement, accountId: string): boolean {
  if (typeof Principal !== 'object' || Object.keys(Principal).join() !== 'Service') return false;
  const sources = listOf(conditionOf(Condition?.ArnLike, 'aws:SourceArn'));
  const isApiHere = (arn: string) => new RegExp(`^arn:[^:]+:execute-api:[^:]+:${accountId}:`).test(arn);
  return (
    listOf(Principal.Service).every((service) => service === 'apigateway.amazonaws.com') &&
    sources.length > 0 &&
    sources.every(isApiHere)
  );
}

function isUrlOnly({ Condition }: PolicyStatement): boolean {
  const values = listOf(conditionOf(Condition?.Bool, 'lambda:InvokedViaFunctionUrl'));
  return values.length > 0 && values.every((value) => value === 'true');
}
