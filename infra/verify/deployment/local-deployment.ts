import { type LocalAddresses, localAccess } from '../../access/local-access.ts';
import type { Deployment } from '../deployment.ts';

/** The system of `npm start`, accessed with the local administrators' fixed keys. */
export function localDeployment({ api, aws }: LocalAddresses): Deployment {
  return {
    management: localAccess({ aws }),
    tenant: (record) => localAccess({ aws }, record),
    tenantHint: 'the local keys of this account are not known',
    addresses: { api, token: `${aws}/oauth2/token` },
    eventSlackSeconds: 20,
    pollMilliseconds: 250,
  };
}
