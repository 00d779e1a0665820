import type { LocalAccount } from './accounts.ts';
import type { LocalAws } from './local-aws.ts';
import type { AssumedRole } from './sts/sts.ts';

/** Configuration of an SDK client with the keys of an account's administrator, in its home Region. */
export function administratorOf(aws: LocalAws, { region, accessKeyId, secretAccessKey }: LocalAccount) {
  return { endpoint: aws.url, region, credentials: { accessKeyId, secretAccessKey } };
}

/** The same with the credentials of a role session. */
export function sessionOf(aws: LocalAws, { credentials }: Pick<AssumedRole, 'credentials'>, region: string) {
  return { endpoint: aws.url, region, credentials };
}
