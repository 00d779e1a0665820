import type { ErrorName } from '../../router/errors.ts';
import { broken, type Verdict, type VerifyContext } from './check.ts';

/** A little more than the gateway takes for itself. */
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
  /** An access token, or null for a request without one. @default - the one that the token hop fetched */
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

/** A verdict over an answer that should have been a success; the error's name tells where to look. */
export function brokenAnswer(answer: ApiAnswer): Verdict {
  const { name = '' } = answer.error;
  return broken(describeAnswer(answer), (ADVICE as Readonly<Record<string, string>>)[name]);
}

const ADVICE: { readonly [Name in ErrorName]?: string } = {
  UnauthorizedException:
    "The gateway refuses the pool's own token: compare the authorizer's user pool and the method's scope with the template, and deploy the management stack again.",
  ForbiddenException:
    'The record is exclusive (or has allowedCallers) and does not bind this client: bind it in callers, or verify with the callers that may.',
  TenantSuspendedException: 'An operator has suspended the tenant: npm run tenants -- resume ends that.',
  TenantNotFoundException:
    "The router does not see the record that is in the table. Wait for its cache (a minute), then compare the function's TENANTS_TABLE with the output TenantsTableName.",
  TenantLookupException:
    "The router cannot read the table: look at its role's statement LookUpTenants and at its log.",
  TenantAccessException:
    'The router cannot assume PinpointManagementAccountAccessRole: deploy the tenant stack again with this tenantId (its external id) and managementAccountId. If it stands so, the condition aws:ResourceOrgID of the router role refuses it: see that the tenant account is in the organization that organizationId names.',
  AccessDeniedException:
    "The access role may not do this, or AWS refuses the account: deploy the tenant stack again, then look at the account's standing in the End User Messaging console.",
  ServiceQuotaExceededException: "A limit of the tenant's account is used up: the message names it.",
  ThrottlingException: 'Too many requests just now: run this again.',
  UpstreamException: "AWS failed in the tenant's Region: see the AWS Health Dashboard, then run this again.",
  UpstreamTimeoutException:
    "AWS was too slow in the tenant's Region: see the AWS Health Dashboard, then run this again.",
  InternalFailure: 'The router failed: its log has the error under the requestId.',
};
