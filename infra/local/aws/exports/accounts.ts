/** The accounts of a local AWS, their keys and administrators. */
export type { LocalAccount } from '../accounts.ts';
export { LOCAL_ACCOUNTS, LOCAL_ORGANIZATION_ID, localAccount } from '../accounts.ts';
export { administratorOf, sessionOf } from '../client-config.ts';
export type { Caller, Home, RoleCaller, ServiceCaller, UserCaller } from '../core/caller.ts';
