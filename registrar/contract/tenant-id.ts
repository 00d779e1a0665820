export const TENANT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{1,63}$/;

/**
 * 2 to 64 letters, digits, `.`, `_`, `-`, starting with a letter or digit. STS requires at least 2 characters of an
 * external id, which the tenantId becomes when the router assumes the tenant's role.
 */
export function isTenantId(value: unknown): value is string {
  return typeof value === 'string' && TENANT_ID.test(value);
}
