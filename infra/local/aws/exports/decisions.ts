/** AWS's decisions without a local AWS: policies, public access, event patterns. */

export type { PolicyDocument, Statement } from '../core/policy.ts';
export { parseEventPattern } from '../events/rules/event-pattern.ts';
export type { Decision } from '../iam/policy/decision.ts';
export { decideAccess } from '../iam/policy/decision.ts';
export { evaluatePolicies } from '../iam/policy/evaluate.ts';
export { globalContext, requestPrincipal } from '../iam/request-context.ts';
export { isPublicPolicy } from '../s3/access/public-access.ts';
