import * as v from 'valibot';
import type { Principal } from './principal.ts';
import { principalFromClaims, principalFromUserArn, unauthorized } from './principal.ts';

/** What a front door may read. */
export interface Approach {
  /** The `requestContext` of a Lambda event, which only AWS writes. */
  readonly requestContext?: unknown;
  /** The header of that name, which any caller can set. */
  readonly authorization?: string;
}

/**
 * Identifies the caller.
 *
 * @throws RouterError `UnauthorizedException` or `ForbiddenException`, with a WWW-Authenticate header
 */
export type Authenticator = (approach: Approach) => Principal | Promise<Principal>;

const GatewayContext = v.object({ authorizer: v.object({ claims: v.record(v.string(), v.unknown()) }) });
const FunctionUrlContext = v.object({ authorizer: v.object({ iam: v.object({ userArn: v.string() }) }) });

/**
 * The deployed front door. Behind API Gateway, the Cognito authorizer has verified the token and passes its claims;
 * behind the function URL, AWS has verified the signature and passes the identity. Headers are not read.
 */
export const lambdaAuthenticator: Authenticator = ({ requestContext }) => {
  if (v.is(GatewayContext, requestContext)) return principalFromClaims(requestContext.authorizer.claims);
  if (v.is(FunctionUrlContext, requestContext)) {
    return principalFromUserArn(requestContext.authorizer.iam.userArn);
  }
  throw unauthorized(undefined, 'The request carries no verified identity.');
};
