import { CognitoJwtVerifier } from 'aws-jwt-verify';
import type { JwksCache } from 'aws-jwt-verify/jwk';
import type { TenantDirectory } from '../aws/tenant/tenants.ts';
import type { DevConfig } from '../config.ts';

export interface DevChecks {
  /** Assumes the router's role with the shell's credentials. */
  readonly assumeRouterRole: () => Promise<unknown>;
  readonly tenants: TenantDirectory;
  readonly jwksCache: JwksCache;
}

const HOW_TO_SIGN_IN = 'set AWS_PROFILE (after aws sso login), or AWS_ACCESS_KEY_ID and its secret.';

/** Problems that keep the local server from working, each with its remedy; empty when there are none. */
export async function findProblems(config: DevConfig, checks: DevChecks): Promise<readonly string[]> {
  const [keys, role] = await Promise.all([checkKeys(config, checks), checkRole(config, checks)]);
  // The table can only be checked with the role.
  const table = role === undefined ? await checkTable(config, checks) : undefined;
  return [role, table, keys].filter((problem) => problem !== undefined);
}

async function checkRole(
  { routerRoleArn, region }: DevConfig,
  checks: DevChecks,
): Promise<string | undefined> {
  try {
    await checks.assumeRouterRole();
    return undefined;
  } catch (error) {
    switch (errorName(error)) {
      case 'CredentialsProviderError':
        return `This shell has no AWS credentials: ${HOW_TO_SIGN_IN}`;
      case 'InvalidClientTokenId':
      case 'SignatureDoesNotMatch':
      case 'ExpiredToken':
      case 'ExpiredTokenException':
        return `AWS does not accept this shell's credentials (${errorName(error)}): ${HOW_TO_SIGN_IN}`;
      case 'AccessDenied':
        return (
          `ROUTER_ROLE_ARN: the shell's AWS credentials may not assume ${routerRoleArn} (AccessDenied). ` +
          'Deploy PinpointManagementAccountStack with -c developerPrincipalArns=<the ARN of your role or user>.'
        );
      default:
        return (
          `ROUTER_ROLE_ARN: STS of ${region} did not give credentials of ${routerRoleArn} (${errorName(error)}). ` +
          'Check AWS_REGION and the network, AWS_ENDPOINT_URL too if it is set.'
        );
    }
  }
}

async function checkTable(
  { tenantsTable, region }: DevConfig,
  { tenants }: DevChecks,
): Promise<string | undefined> {
  try {
    await tenants.resolve('any-tenant');
    return undefined;
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    return (
      `TENANTS_TABLE: the router's role cannot read the table ${tenantsTable} in ${region} (${errorName(cause)}). ` +
      'Set TENANTS_TABLE and AWS_REGION to those of PinpointManagementAccountStack.'
    );
  }
}

async function checkKeys({ userPoolId }: DevConfig, { jwksCache }: DevChecks): Promise<string | undefined> {
  const { jwksUri } = CognitoJwtVerifier.parseUserPoolId(userPoolId);
  try {
    await jwksCache.getJwks(jwksUri);
    return undefined;
  } catch (error) {
    return (
      `USER_POOL_ID: the keys of the user pool ${userPoolId} cannot be fetched (${errorName(error)}). ` +
      'It is an output of PinpointManagementAccountStack.'
    );
  }
}

/** Prefers the error's code: ECONNREFUSED says more than Error. */
function errorName(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  return error.name === 'Error' ? ((error as NodeJS.ErrnoException).code ?? error.name) : error.name;
}
