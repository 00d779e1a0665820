import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { ADMIN_SCOPE } from '../../../registrar/contract/names.ts';
import { broken, type Check, ok, type VerifyContext } from '../check.ts';

const TIMEOUT_MILLISECONDS = 15_000;

/** Cognito answers with either. */
const SCOPE_ERRORS: readonly string[] = ['invalid_scope', 'invalid_grant'];

interface TokenAnswer {
  readonly status: number;
  readonly accessToken?: string;
  /** RFC 6749's name, such as `invalid_scope`. */
  readonly error?: string;
}

export const token: Check = {
  hop: 'Token',
  proves: `the client for machines gets an access token with scope ${ADMIN_SCOPE}`,
  advice:
    "Look at the user pool's domain (output TokenUrl; a custom one needs its DNS records) and at the client's flow and scopes.",
  async run(context) {
    const { status, accessToken, error } = await requestToken(context, ADMIN_SCOPE);
    if (accessToken === undefined) return broken(`The token endpoint answered ${status} ${error ?? ''}.`);
    context.findings.add({ token: accessToken });
    return ok('granted');
  },
};

export const otherScope: Check = {
  hop: 'Refused: another scope',
  proves: 'the client for machines gets no token for a scope that it does not have',
  advice: "Remove the scope from the client: AllowedOAuthScopes may have only the API's scopes.",
  async run(context) {
    // Without a first token, a refusal could have any reason.
    context.findings.get('token');
    const { status, accessToken, error } = await requestToken(context, 'aws.cognito.signin.user.admin');
    if (accessToken !== undefined) return broken('The token endpoint granted it.');
    if (!SCOPE_ERRORS.includes(error ?? '')) return broken(`It answered ${status} ${error ?? ''}.`);
    return ok(`${status} ${error}; so the API could not be tested with a token without ${ADMIN_SCOPE}`);
  },
};

async function requestToken({ deployment, findings }: VerifyContext, scope: string): Promise<TokenAnswer> {
  const { UserPoolId, ClientCredentialsClientId: ClientId, TokenUrl } = findings.get('outputs');
  const cognito = new CognitoIdentityProviderClient(deployment.management);
  const describe = new DescribeUserPoolClientCommand({ UserPoolId, ClientId });
  const { UserPoolClient } = await cognito.send(describe);
  const secret = UserPoolClient?.ClientSecret ?? '';
  const response = await fetch(deployment.addresses?.token ?? TokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${ClientId}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  const body = (await response.json().catch(() => ({}))) as { access_token?: string; error?: string };
  return {
    status: response.status,
    ...(body.access_token !== undefined && { accessToken: body.access_token }),
    ...(body.error !== undefined && { error: body.error }),
  };
}
