import type { Mutation } from './mutation.ts';
import { REGISTRATION_MUTATIONS } from './registration.ts';
import { REQUEST_MUTATIONS } from './request.ts';
import { TENANT_MUTATIONS } from './tenant.ts';

/** By what they belong to; each part is checked on a system of its own. */
export const MUTATIONS: Readonly<Record<string, readonly Mutation[]>> = {
  'the way of a request': REQUEST_MUTATIONS,
  'the way of a registration': REGISTRATION_MUTATIONS,
  'the account of a tenant': TENANT_MUTATIONS,
};
