import { LOCAL_ACCOUNTS, localAccount } from '@pinpoint-tenant-router/local-aws/accounts';
import type { Ports } from '../local/ports.ts';
import type { AwsAccess, Deployment } from './deployment.ts';
import { UsageError } from './usage-error.ts';

/** Where a local system listens. */
export interface LocalAddresses {
  /** Of the REST API. */
  readonly api: string;
  /** Of AWS's protocols. */
  readonly aws: string;
}

/** @throws UsageError when a port was left to chance */
export function localAddresses({ api, endpoint }: Ports): LocalAddresses {
  for (const [name, port] of Object.entries({ PORT: api, LOCAL_AWS_PORT: endpoint }))
    if (port === 0) throw new UsageError(`${name} is 0: set it to the port that npm start printed.`);
  return { api: `http://127.0.0.1:${api}`, aws: `http://127.0.0.1:${endpoint}` };
}

/** What `npm start` runs, seen with the local administrators' fixed keys. */
export function localDeployment({ api, aws }: LocalAddresses): Deployment {
  const administratorOf = (account: LocalKeys, region: string): AwsAccess => {
    const { accessKeyId, secretAccessKey } = account;
    return { region, endpoint: aws, credentials: { accessKeyId, secretAccessKey } };
  };
  const { management } = LOCAL_ACCOUNTS;
  return {
    management: administratorOf(management, management.region),
    tenant: ({ accountId, region }) => administratorOf(keysOf(accountId, region), region),
    tenantHint: 'the local keys of this account are not known',
    addresses: { api, token: `${aws}/oauth2/token` },
    eventSlackSeconds: 20,
    pollMilliseconds: 250,
  };
}

interface LocalKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

function keysOf(accountId: string, region: string): LocalKeys {
  const named = Object.values(LOCAL_ACCOUNTS).find((account) => account.accountId === accountId);
  return named ?? localAccount(accountId, region);
}
