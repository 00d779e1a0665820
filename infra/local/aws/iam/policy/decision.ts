import type { PolicyDocument } from '../../core/policy.ts';
import type { Evaluation, NamedPolicy, PolicyRequest, StatementMatch } from './evaluate.ts';
import { evaluatePolicies } from './evaluate.ts';
import type { RequestPrincipal } from './principal.ts';

/** Everything that one decision depends on. */
export interface AccessQuestion extends PolicyRequest {
  readonly principal: RequestPrincipal;
  /** Owner of the resource. */
  readonly resourceAccountId: string;
  /** Policies of the user or role; none for a service. */
  readonly identityPolicies: readonly NamedPolicy[];
  readonly sessionPolicy?: PolicyDocument;
  readonly resourcePolicy?: PolicyDocument;
}

export interface Decision {
  readonly allowed: boolean;
  /** The end of AWS's message: `because no identity-based policy allows the … action`. */
  readonly reason: string;
  readonly allows: readonly StatementMatch[];
  readonly denies: readonly StatementMatch[];
}

/**
 * AWS's "Policy evaluation logic" for the kinds of policies modelled here. An explicit Deny anywhere wins. Within an
 * account, the identity side or the resource-based policy must allow; across accounts, both must. A session policy
 * limits what the role's own policies allow, and what a resource-based policy grants to the role, but not what it
 * grants to the session itself or to everyone. A service has no identity side. Pure.
 */
export function decideAccess(question: AccessQuestion): Decision {
  const { principal, sessionPolicy, resourcePolicy, action } = question;
  const anonymous = { ...question, principal: undefined };
  const identity = evaluatePolicies(question.identityPolicies, anonymous);
  const session =
    sessionPolicy && evaluatePolicies([{ name: 'session policy', document: sessionPolicy }], anonymous);
  const resource = evaluatePolicies(
    resourcePolicy === undefined ? [] : [{ name: 'resource policy', document: resourcePolicy }],
    question,
  );
  const sides: readonly (readonly [string, Evaluation | undefined])[] = [
    ['an identity-based policy', identity],
    ['a session policy', session],
    ['a resource-based policy', resource],
  ];
  const matches = {
    allows: sides.flatMap(([, side]) => side?.allows ?? []),
    denies: sides.flatMap(([, side]) => side?.denies ?? []),
  };
  const denied = (reason: string) => ({ allowed: false, reason, ...matches });

  const denying = sides.find(([, side]) => side?.outcome === 'explicitDeny');
  if (denying !== undefined) return denied(`with an explicit deny in ${denying[0]}`);

  const nothingAllows = (kind: string) => denied(`because no ${kind} policy allows the ${action} action`);
  const grants = new Set(resource.allows.map(({ grantee }) => grantee));
  if (principal.kind === 'service')
    return grants.has('principal')
      ? { allowed: true, reason: '', ...matches }
      : nothingAllows('resource-based');

  const sessionAllows = session === undefined || session.outcome === 'allowed';
  const identityAllows = identity.outcome === 'allowed' && sessionAllows;
  const resourceAllows = grants.has('principal') || (grants.has('role') && sessionAllows);
  const sameAccount = principal.accountId === question.resourceAccountId;
  const allowed = sameAccount
    ? identityAllows || resourceAllows
    : identityAllows && (resourceAllows || grants.has('account'));
  if (allowed) return { allowed, reason: '', ...matches };
  if (!sameAccount && grants.size === 0) return nothingAllows('resource-based');
  const allowedButForSession = identity.outcome === 'allowed' || grants.has('role');
  return nothingAllows(allowedButForSession && !sessionAllows ? 'session' : 'identity-based');
}
