/** Permissions that let a request through (`aws.kernel.iam.usage`); the others are over-permission. */
export type { Permission } from '../iam/usage.ts';
