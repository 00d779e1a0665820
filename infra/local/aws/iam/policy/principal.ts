import type { Statement } from '../../core/policy.ts';

/** The principal that the `Principal` element of a resource-based policy is compared with. */
export type RequestPrincipal =
  | {
      readonly kind: 'aws';
      readonly accountId: string;
      /** The user's ARN, or the role session's (`arn:aws:sts::…:assumed-role/…`). */
      readonly arn: string;
      /** For role sessions. */
      readonly roleArn?: string;
      /** For role sessions: stored policies have a role's unique id. */
      readonly roleId?: string;
    }
  | { readonly kind: 'service'; readonly service: string };

/**
 * How a statement names the principal, which decides what else must allow the request ("Policy evaluation logic"):
 * `principal` (the user, the role session, a service, or `*`) is enough within the account; `role` is limited by the
 * session policy; `account` leaves the decision to the account's identity-based policies.
 */
export type Grantee = 'principal' | 'role' | 'account';

/**
 * The strongest way in which the element names the principal, or undefined.
 *
 * @throws Error for kinds of principals that are not modelled
 */
export function matchPrincipal(
  element: Statement['Principal'],
  principal: RequestPrincipal,
): Grantee | undefined {
  if (element === undefined) return undefined;
  if (element === '*') return 'principal';
  const grantees = Object.entries(element).flatMap(([kind, values]) =>
    (typeof values === 'string' ? [values] : values).map((value) => matchOne(kind, value, principal)),
  );
  return STRONGEST_FIRST.find((grantee) => grantees.includes(grantee));
}

const STRONGEST_FIRST = ['principal', 'role', 'account'] as const;

function matchOne(kind: string, value: string, principal: RequestPrincipal): Grantee | undefined {
  switch (kind) {
    case 'AWS':
      if (value === '*') return 'principal';
      if (principal.kind !== 'aws') return undefined;
      if (value === principal.arn) return 'principal';
      if (value === principal.roleArn || value === principal.roleId) return 'role';
      return accountOf(value) === principal.accountId ? 'account' : undefined;
    case 'Service':
      return principal.kind === 'service' && value === principal.service ? 'principal' : undefined;
    default:
      throw new Error(`Principal of kind ${kind} is not modelled.`);
  }
}

/** The account of an account principal: its id, or its root ARN. */
function accountOf(value: string): string | undefined {
  return /^(?:arn:aws[a-z-]*:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
}
