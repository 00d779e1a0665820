import type { AccessClass } from '../../../registrar/contract/access-class.ts';
import { ADMIN_GROUP, ADMIN_SCOPE } from '../../../registrar/contract/names.ts';
import { RouterError } from '../../errors.ts';
import type { Decision } from './authorize.ts';
import { scopesFor } from './authorize.ts';
import { insufficientScope } from './principal.ts';

type Denial = Extract<Decision, { allowed: false }>;

/**
 * What a caller learns of a denial; the log has its reason. Without Admin, an unknown, an unbound and a suspended tenant
 * are the same answer: nobody finds out by asking which tenants there are.
 */
export function refusal({ reason, isAdmin }: Denial, access: AccessClass): RouterError {
  switch (reason) {
    case 'scope does not cover the class':
      return insufficientScope([...scopesFor(access), ADMIN_SCOPE], reason);
    case 'scope Admin without the group':
      return forbidden(
        reason,
        `People need the group ${ADMIN_GROUP} of the user pool for the scope ${ADMIN_SCOPE}.`,
      );
    case 'class is for Admin alone':
      return forbidden(reason, `Actions on the whole account need the scope ${ADMIN_SCOPE}.`);
    case 'unknown tenant':
      if (!isAdmin) return forbidden(reason);
      return new RouterError('TenantNotFoundException', 'No tenant of this name is registered.', { reason });
    case 'suspended':
      if (!isAdmin) return forbidden(reason);
      return new RouterError('TenantSuspendedException', 'The tenant is suspended.', { reason });
    case 'not bound to the tenant':
    case 'binding does not have the class':
      return forbidden(reason);
  }
}

function forbidden(
  reason: Denial['reason'],
  message = 'The caller may not do this for this tenant.',
): RouterError {
  return new RouterError('ForbiddenException', message, { reason });
}
