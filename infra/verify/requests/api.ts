import type { ErrorName } from '../../../router/errors.ts';
import { broken, type Verdict, type VerifyContext } from '../check.ts';

/** A little longer than the gateway's own limit. */
const TIMEOUT_MILLISECONDS = 35_000;

export interface ApiAnswer {
  readonly status: number;
  /** The body; an empty object when it is not a JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly error: { readonly name?: string; readonly message?: string };
}

export interface ApiRequest {
  readonly action: string;
  readonly input?: object;
  /** @default - the tenant that is verified */
  readonly tenantId?: string;
  /** An access token, or null for a request without one. @default - the token of the hop Token */
  readonly token?: string | null;
}

/** POST /{tenantId}/{action} through the REST API. */
export async function callApi(context: VerifyContext, request: ApiRequest): Promise<ApiAnswer> {
  const { findings, deployment } = context;
  const { action, input = {}, tenantId = context.tenantId } = request;
  const { PinpointManagementAccountPinpointApiProxyApiEndpoint: endpoint } = findings.get('outputs');
  const base = deployment.addresses?.api ?? endpoint;
  const token = request.token === undefined ? findings.get('token') : request.token;
  const path = [tenantId, action].map(encodeURIComponent).join('/');
  const response = await fetch(`${base.replace(/\/$/, '')}/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  return parseAnswer(response.status, await response.text());
}

function parseAnswer(status: number, text: string): ApiAnswer {
  const body = jsonObject(text);
  const { error } = body as { error?: { name?: string; message?: string } };
  return { status, body, error: typeof error === 'object' ? error : {} };
}

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** An answer in one line. */
export function describeAnswer({ status, error: { name, message }, body }: ApiAnswer): string {
  const request = typeof body.requestId === 'string' ? ` (requestId ${body.requestId})` : '';
  return `${status}${name === undefined ? '' : ` ${name}: ${message ?? ''}`}${request}`;
}

/** The verdict about an answer that should be a success. The advice depends on the error's name. */
export function brokenAnswer(answer: ApiAnswer): Verdict {
  const { name = '' } = answer.error;
  return broken(describeAnswer(answer), (ADVICE as Readonly<Record<string, string>>)[name]);
}

const ADVICE: { readonly [Name in ErrorName]?: string } = {
  UnauthorizedException:
    "The gateway refuses a token of the stack's own pool: compare the authorizer's user pool and the method's scope with the template, and deploy the management stack again.",
  ForbiddenException:
    "The tenant is exclusive and does not bind this client: bind it with npm run tenants -- bind, or set the tenant's exclusive to off.",
  TenantSuspendedException:
    'An operator has suspended the tenant: npm run tenants -- resume ends the suspension.',
  TenantNotFoundException:
    "The router does not find the record that the table has. Wait a minute for its cache, then compare the function's TENANTS_TABLE with the output TenantsTableName.",
  TenantLookupException:
    "The router cannot read the table: look at its role's statement LookUpTenants and at its log.",
  TenantAccessException:
    "The router cannot assume PinpointManagementAccountAccessRole: deploy the tenant stack again with this tenantId (its external id) and managementAccountId. If both are right, the condition aws:ResourceOrgID of the router's role refuses it: check that the tenant account is in the organization that organizationId names.",
  AccessDeniedException:
    "The access role lacks the permission, or AWS refuses the account: deploy the tenant stack again, then look at the account's status in the End User Messaging console.",
  ServiceQuotaExceededException: "A limit of the tenant's account is used up; the message names it.",
  ThrottlingException: 'Too many requests just now: run this again.',
  UpstreamException: "AWS failed in the tenant's Region: see the AWS Health Dashboard, then run this again.",
  UpstreamTimeoutException:
    "AWS was too slow in the tenant's Region: see the AWS Health Dashboard, then run this again.",
  InternalFailure: 'The router failed: its log has the error under the requestId.',
};
