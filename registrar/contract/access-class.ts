/**
 * What an action is to the tenant it is for. The router's allowlist gives each action its class; the operator's
 * attribute `callers` of a tenant's item says which classes a caller has.
 *
 * `read` changes nothing and costs nothing; `send` reaches a person's phone; `manage` changes the tenant's resources;
 * `billing` costs money by itself; `account` changes the whole account, such as its spend limits.
 */
export const ACCESS_CLASSES = ['read', 'send', 'manage', 'billing', 'account'] as const;

export type AccessClass = (typeof ACCESS_CLASSES)[number];

/** Classes whose actions a deployment offers only where its context `allowClasses` names them. */
export const OPTIONAL_CLASSES = ['account'] as const satisfies readonly AccessClass[];

export type OptionalClass = (typeof OPTIONAL_CLASSES)[number];
