import { ADMIN_SCOPE, READ_SCOPE, SEND_SCOPE } from '../../../registrar/contract/names.ts';

/** The OAuth client that the README names; the client that the stack makes has a generated id and secret. */
export const LOCAL_CLIENT = {
  clientId: 'local-admin',
  clientSecret: 'local-admin-secret',
  scopes: [ADMIN_SCOPE],
} as const;

/** An OAuth client that is bound to one tenant. */
export const LOCAL_TENANT_CLIENT = {
  clientId: 'local-acme',
  clientSecret: 'local-acme-secret',
  scopes: [SEND_SCOPE, READ_SCOPE],
  tenantId: 'acme',
  access: ['read', 'send'],
} as const;
