import * as v from 'valibot';
import type { Principal } from './principal.ts';
import { principalFromClaims, principalFromUserArn, unauthorized } from './principal.ts';

/** What a front door may look at. */
export interface Approach {
  /** The `requestContext` of a Lambda event, which AWS writes and no caller can. */
  readonly requestContext?: unknown;
  /** The header of that name, which any caller can write. */
  readonly authorization?: string;
}

/**
 * Tells who is calling.
 *
 * @throws RouterError `UnauthorizedException` or `ForbiddenException`, with a WWW-Authenticate header
 */
export type Authenticator = (approach: Approach) => Principal | Promise<Principal>;

const GatewayContext = v.object({ authorizer: v.object({ claims: v.record(v.string(), v.unknown()) }) });
const FunctionUrlContext = v.object({ authorizer: v.object({ iam: v.object({ userArn: v.string() }) }) });

/**
 * The deployed front door. Behind API Gateway the Cognito authorizer has verified the token and hands over its claims,
 * behind the function URL AWS has verified the signature and hands over the identity. Headers count for nothing.
 */
export const lambdaAuthenticator: Authenticator = ({ requestContext }) => {
  if (v.is(GatewayContext, requestContext)) return principalFromClaims(requestContext.authorizer.claims);
  if (v.is(FunctionUrlContext, requestContext)) {
    return principalFromUserArn(requestContext.authorizer.iam.userArn);
  }
  throw unauthorized(undefined, 'The request carries no verified identity.');
};
