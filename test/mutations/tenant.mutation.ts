import { checkMutations } from './check-mutations.ts';
import { TENANT_MUTATIONS } from './facts/tenant.ts';

checkMutations('the account of a tenant', TENANT_MUTATIONS);
