/**
 * How much an action can do to its tenant. The router's allowlist gives each action one class; the operator's attribute
 * `callers` of a tenant's item gives each caller classes.
 *
 * `read` changes nothing and costs nothing; `send` reaches a person's phone; `manage` changes the tenant's resources;
 * `billing` costs money itself; `account` changes the whole account, such as its spend limits.
 */
export const ACCESS_CLASSES = ['read', 'send', 'manage', 'billing', 'account'] as const;

export type AccessClass = (typeof ACCESS_CLASSES)[number];

/** Classes that a deployment offers only when its context `allowClasses` names them. */
export const OPTIONAL_CLASSES = ['account'] as const satisfies readonly AccessClass[];

export type OptionalClass = (typeof OPTIONAL_CLASSES)[number];
