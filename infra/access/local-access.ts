import { LOCAL_ACCOUNTS, localAccount } from '@pinpoint-tenant-router/local-aws/accounts';
import type { AwsAccess } from './aws-access.ts';
import { readPorts } from './ports.ts';
import { UsageError } from './usage-error.ts';

/** Where a local system listens. */
export interface LocalAddresses {
  /** The REST API. */
  readonly api: string;
  /** The local AWS. */
  readonly aws: string;
}

/** @throws UsageError when a variable is not a port, or is 0, which does not say which port the system took */
export function localAddresses(environment: Readonly<Record<string, string | undefined>>): LocalAddresses {
  const { api, endpoint } = portsOf(environment);
  for (const [name, port] of Object.entries({ PORT: api, LOCAL_AWS_PORT: endpoint }))
    if (port === 0) throw new UsageError(`${name} is 0: set it to the port that npm start printed.`);
  return { api: `http://127.0.0.1:${api}`, aws: `http://127.0.0.1:${endpoint}` };
}

function portsOf(environment: Readonly<Record<string, string | undefined>>) {
  try {
    return readPorts(environment);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The fixed keys of an account's local administrator; by default of the management account in its Region. */
export function localAccess(
  { aws }: Pick<LocalAddresses, 'aws'>,
  { accountId, region }: { readonly accountId: string; readonly region: string } = LOCAL_ACCOUNTS.management,
): AwsAccess {
  const named = Object.values(LOCAL_ACCOUNTS).find((account) => account.accountId === accountId);
  const { accessKeyId, secretAccessKey } = named ?? localAccount(accountId, region);
  return { region, endpoint: aws, credentials: { accessKeyId, secretAccessKey } };
}
