import { LOCAL_CLIENT, LOCAL_TENANT_CLIENT } from '../system/local-clients.ts';
import type { LocalSystem } from '../system/local-system.ts';
import { tenantsOf } from '../system/tenant-control.ts';
import { type Explorer, serveExplorer } from './explorer.ts';
import { LocalTokens } from './local-tokens.ts';
import { makeReference } from './reference.ts';

/** The explorer of a local system, with tokens of its OAuth clients, its tenants and the phone. */
export function exploreLocalSystem(system: LocalSystem, port: number): Promise<Explorer> {
  const { apiUrl, aws } = system;
  return serveExplorer({
    port,
    apiUrl,
    makeReference: (signal) => makeReference(apiUrl, signal),
    local: {
      awsUrl: aws.url,
      tokens: new LocalTokens(`${aws.url}/oauth2/token`, [LOCAL_CLIENT, LOCAL_TENANT_CLIENT]),
      tenants: () => tenantsOf(system),
    },
  });
}
