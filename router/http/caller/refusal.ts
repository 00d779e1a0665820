import type { AccessClass } from '../../../registrar/contract/access-class.ts';
import { ADMIN_GROUP, ADMIN_SCOPE } from '../../../registrar/contract/names.ts';
import { RouterError } from '../../errors.ts';
import type { Decision } from './authorize.ts';
import { scopesFor } from './authorize.ts';
import { insufficientScope } from './principal.ts';

type Denial = Extract<Decision, { allowed: false }>;

/**
 * What a caller learns about a denial; the log has the reason. Without Admin, an unknown, an unbound and a suspended
 * tenant get the same answer, so that nobody can find out which tenants exist.
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
  message = 'The caller may not run this action for this tenant.',
): RouterError {
  return new RouterError('ForbiddenException', message, { reason });
}
