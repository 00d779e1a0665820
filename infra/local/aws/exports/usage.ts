/** Which permissions let a request through (`aws.kernel.iam.usage`): what remains is over-permission. */
export type { Permission } from '../iam/usage.ts';
