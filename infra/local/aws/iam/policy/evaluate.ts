import type { PolicyDocument, Statement } from '../../core/policy.ts';
import { conditionsHold } from './conditions.ts';
import type { Context, ContextLookup } from './pattern.ts';
import { contextLookup, matchesArn, matchesPattern, parsePattern } from './pattern.ts';
import type { Grantee, RequestPrincipal } from './principal.ts';
import { matchPrincipal } from './principal.ts';

/** A policy document under the name that a decision reports. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** The request that a set of policies is evaluated for. */
export interface PolicyRequest {
  /** Such as `s3:PutObject`. */
  readonly action: string;
  /** The ARN, or `*` for actions that name no resource. */
  readonly resource: string;
  readonly context?: Context;
  /** The principal for a resource-based policy's `Principal`; absent for identity-based and session policies. */
  readonly principal?: RequestPrincipal;
}

/** A statement that applies to the request, and the patterns that matched. */
export interface StatementMatch {
  readonly policy: string;
  /** The statement's Sid, or `#<index>`. */
  readonly statement: string;
  readonly actionPattern: string;
  readonly resourcePattern: string;
  /** How a resource-based statement names the principal. */
  readonly grantee?: Grantee;
}

export interface Evaluation {
  readonly outcome: 'allowed' | 'explicitDeny' | 'implicitDeny';
  readonly allows: readonly StatementMatch[];
  readonly denies: readonly StatementMatch[];
}

/**
 * Evaluates policies of one kind (all identity-based, or all resource-based) as one set: an explicit Deny wins over any
 * Allow, and no matching statement is an implicit Deny. Pure. `decideAccess` combines the kinds.
 *
 * @throws Error when a statement that would apply has an element or operator that is not modelled
 */
export function evaluatePolicies(policies: readonly NamedPolicy[], request: PolicyRequest): Evaluation {
  const lookup = contextLookup(request.context ?? {});
  const allows: StatementMatch[] = [];
  const denies: StatementMatch[] = [];
  for (const { name, document } of policies) {
    const variables = document.Version === '2012-10-17' ? lookup : undefined;
    for (const [index, statement] of statementsOf(document).entries()) {
      const match = matchStatement(statement, request, lookup, variables);
      if (match === undefined) continue;
      const found = { policy: name, statement: statement.Sid ?? `#${index}`, ...match };
      (statement.Effect === 'Deny' ? denies : allows).push(found);
    }
  }
  if (denies.length > 0) return { outcome: 'explicitDeny', allows, denies };
  return { outcome: allows.length > 0 ? 'allowed' : 'implicitDeny', allows, denies };
}

export function statementsOf(document: PolicyDocument): readonly Statement[] {
  const { Statement: statements } = document;
  return 'Effect' in statements ? [statements] : statements;
}

export function listOf<T extends string>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

function matchStatement(
  statement: Statement,
  request: PolicyRequest,
  lookup: ContextLookup,
  variables: ContextLookup | undefined,
): Omit<StatementMatch, 'policy' | 'statement'> | undefined {
  const actionPattern = matchAction(statement, request.action);
  if (actionPattern === undefined) return undefined;
  const resourcePattern = matchResource(statement, request, variables);
  if (resourcePattern === undefined) return undefined;
  const grantee = request.principal && matchPrincipal(statement.Principal, request.principal);
  if (request.principal !== undefined && grantee === undefined) return undefined;
  if (!conditionsHold(statement, lookup, variables)) return undefined;
  return { actionPattern, resourcePattern, ...(grantee && { grantee }) };
}

function matchAction(statement: Statement, action: string): string | undefined {
  const fits = (pattern: string) => matchesPattern(action, parsePattern(pattern, undefined) ?? [], true);
  if (statement.NotAction !== undefined) {
    const patterns = listOf(statement.NotAction);
    return patterns.some(fits) ? undefined : `not ${patterns.join(', ')}`;
  }
  return listOf(statement.Action).find(fits);
}

function matchResource(
  statement: Statement,
  { resource }: PolicyRequest,
  variables: ContextLookup | undefined,
): string | undefined {
  const fits = (pattern: string) => {
    if (pattern === '*') return true;
    const tokens = parsePattern(pattern, variables);
    return tokens !== undefined && matchesArn(resource, tokens);
  };
  if (statement.NotResource !== undefined) {
    const patterns = listOf(statement.NotResource);
    return patterns.some(fits) ? undefined : `not ${patterns.join(', ')}`;
  }
  // Trust policies have no Resource: they apply to the role that they are attached to.
  if (statement.Resource === undefined) return resource;
  return listOf(statement.Resource).find(fits);
}
