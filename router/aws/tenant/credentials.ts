import { parseRoleArn } from '../../../registrar/contract/aws-shapes.ts';
import { ACCESS_ROLE_NAME, roleArn, TENANT_STACK_NAME } from '../../../registrar/contract/names.ts';
import type { TenantRecord } from '../../../registrar/contract/tenant-record.ts';
import type { AccessClass, Service } from '../../actions/allowlist.ts';
import { RouterError } from '../../errors.ts';
import type { Freshness } from './lease-cache.ts';
import { LeaseCache } from './lease-cache.ts';
import { sessionPolicy } from './session-policy.ts';

/** Temporary credentials of a tenant's role. */
export interface TenantCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The router's request to STS. */
export interface AssumeRoleRequest {
  readonly roleArn: string;
  readonly externalId: string;
  readonly sessionName: string;
  /** JSON */
  readonly sessionPolicy: string;
  readonly durationSeconds: number;
}

export type AssumeRole = (request: AssumeRoleRequest, signal: AbortSignal) => Promise<TenantCredentials>;

/** What the credentials are for. */
export interface Purpose {
  readonly service: Service;
  readonly access: AccessClass;
}

export interface CredentialStore {
  /** @throws RouterError `TenantAccessException` when the tenant's role cannot be assumed */
  get(
    tenant: TenantRecord,
    purpose: Purpose,
  ): Promise<{ credentials: TenantCredentials; freshness: Freshness }>;
  /** Forgets credentials that AWS no longer accepts. */
  drop(tenant: TenantRecord, purpose: Purpose, credentials: TenantCredentials): void;
}

const MAX_CREDENTIALS = 5_000;
/** AWS's limit for a role that another role assumes (role chaining): one hour. */
const DURATION_SECONDS = 3_600;
const REFRESH_BEFORE_EXPIRY_MILLISECONDS = 5 * 60_000;
/** A call that starts later might be processed after the credentials have expired. */
const LAST_USE_BEFORE_EXPIRY_MILLISECONDS = 60_000;
const RETRY_MILLISECONDS = 1_000;

/** Credentials of tenants' roles, one for each tenant, service and access class, renewed before they expire. */
export function createCredentialStore(options: {
  assumeRole: AssumeRole;
  now: () => number;
}): CredentialStore {
  const { assumeRole, now } = options;
  const cache = new LeaseCache<TenantCredentials>({
    max: MAX_CREDENTIALS,
    now,
    retryMilliseconds: RETRY_MILLISECONDS,
  });
  return {
    async get(tenant, purpose) {
      const { value, freshness } = await cache.get(cacheKey(tenant, purpose), async (signal) => {
        const request = assumeRoleRequest(tenant, purpose);
        const credentials = await assumeTenantRole(() => assumeRole(request, signal), request.roleArn);
        return {
          value: credentials,
          freshUntil: credentials.expiresAt - REFRESH_BEFORE_EXPIRY_MILLISECONDS,
          usableUntil: credentials.expiresAt - LAST_USE_BEFORE_EXPIRY_MILLISECONDS,
        };
      });
      return { credentials: value, freshness };
    },
    drop(tenant, purpose, credentials) {
      cache.drop(cacheKey(tenant, purpose), credentials);
    },
  };
}

/**
 * The registration's event id is part of the key: neither another account with the same name nor the same account after
 * a new deployment gets credentials of a deleted role. A counter would start at 1 again.
 */
function cacheKey({ pk, accountId, region, eventId }: TenantRecord, { service, access }: Purpose): string {
  return [pk, accountId, region, eventId, service, access].join('|');
}

function assumeRoleRequest(tenant: TenantRecord, { service, access }: Purpose): AssumeRoleRequest {
  const partition = parseRoleArn(tenant.deliveryStreamRoleArn)?.partition ?? 'aws';
  return {
    roleArn: roleArn(partition, tenant.accountId, ACCESS_ROLE_NAME),
    externalId: tenant.pk,
    sessionName: `router-${access}`,
    sessionPolicy: sessionPolicy(service, access),
    durationSeconds: DURATION_SECONDS,
  };
}

async function assumeTenantRole(
  assume: () => Promise<TenantCredentials>,
  arn: string,
): Promise<TenantCredentials> {
  try {
    return await assume();
  } catch (cause) {
    // STS's own message names the router's session and account, which callers must not see.
    throw new RouterError(
      'TenantAccessException',
      `The router could not assume ${arn}. ${adviceFor(cause)}`,
      {
        cause,
      },
    );
  }
}

function adviceFor(cause: unknown): string {
  const name = cause instanceof Error ? cause.name : '';
  if (!name.startsWith('AccessDenied')) return 'STS failed; try again.';
  return (
    `Check that ${TENANT_STACK_NAME} is deployed in that account with this tenantId, the external id of the role, ` +
    'and with the managementAccountId of this API.'
  );
}
