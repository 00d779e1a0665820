import type { UserCaller } from './core/caller.ts';
import type { Kernel } from './iam/kernel.ts';

/** A local account with an administrator, whose access key selects the account. */
export interface LocalAccount {
  readonly accountId: string;
  /** The Region of its stack; resources may be in any Region. */
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Absent for an account outside the organization. */
  readonly organizationId?: string;
}

export const LOCAL_ORGANIZATION_ID = 'o-local000000';

/** Fixed, so that any client can be configured with them. Documented in the README. */
export const LOCAL_ACCOUNTS = {
  management: {
    accountId: '111111111111',
    region: 'us-east-1',
    accessKeyId: 'AKIALOCALMANAGEMENT0',
    secretAccessKey: 'local-management-secret',
    organizationId: LOCAL_ORGANIZATION_ID,
  },
  acme: {
    accountId: '222222222222',
    region: 'us-east-1',
    accessKeyId: 'AKIALOCALACME0000000',
    secretAccessKey: 'local-acme-secret',
    organizationId: LOCAL_ORGANIZATION_ID,
  },
  globex: {
    accountId: '333333333333',
    region: 'eu-west-1',
    accessKeyId: 'AKIALOCALGLOBEX00000',
    secretAccessKey: 'local-globex-secret',
    organizationId: LOCAL_ORGANIZATION_ID,
  },
} as const satisfies Readonly<Record<string, LocalAccount>>;

/** A further account of the organization; its keys follow from its id. */
export function localAccount(accountId: string, region: string): LocalAccount {
  return {
    accountId,
    region,
    accessKeyId: `AKIALOCAL${accountId}`,
    secretAccessKey: `local-${accountId}-secret`,
    organizationId: LOCAL_ORGANIZATION_ID,
  };
}

/** Opens an account with an administrator who may do everything in it. */
export function openAccount({ iam }: Kernel, account: LocalAccount): UserCaller {
  const { accountId, organizationId, accessKeyId, secretAccessKey } = account;
  iam.addAccount(accountId, organizationId);
  const administrator = iam.createUser(accountId, 'administrator', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  });
  iam.keys.add(accessKeyId, secretAccessKey, administrator);
  return administrator;
}
