import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { ACCOUNT_ID } from '../../../../registrar/contract/aws-shapes.ts';
import { dayPrefix, eventPrefix, inboundPrefix } from '../../../../registrar/contract/names.ts';
import { daysOf, type Period } from './period.ts';

/** An object of the event bucket that holds events. */
export interface EventObject {
  readonly key: string;
  readonly bytes: number;
}

export interface EventBucket {
  readonly s3: S3Client;
  readonly bucketName: string;
}

/** The prefixes with events of a tenant account: texts from phones, and sent messages. */
export function prefixesOf(accountId: string): readonly string[] {
  return [eventPrefix(accountId), inboundPrefix(accountId)];
}

/** The same for all accounts that have objects, including those of tenants that have left. */
export async function allPrefixes({ s3, bucketName }: EventBucket): Promise<readonly string[]> {
  const found: string[] = [];
  for (const ofNoAccount of prefixesOf('')) {
    // Without the slash, S3 groups by what follows: the account id.
    const stem = ofNoAccount.slice(0, -1);
    const listing = { Bucket: bucketName, Prefix: stem, Delimiter: '/' };
    for await (const { CommonPrefixes = [] } of paginateListObjectsV2({ client: s3 }, listing)) {
      const prefixes = CommonPrefixes.map(({ Prefix = '' }) => Prefix);
      // The bucket may contain other objects.
      found.push(...prefixes.filter((prefix) => ACCOUNT_ID.test(prefix.slice(stem.length, -1))));
    }
  }
  return found;
}

/** The objects with events under a prefix that were written in a period; not Firehose's error records (`errors/`). */
export async function* eventObjects(
  { s3, bucketName }: EventBucket,
  prefix: string,
  period: Period,
): AsyncGenerator<EventObject> {
  const { first, before } = daysOf(period);
  const end = `${prefix}${dayPrefix(before)}`;
  const listing = { Bucket: bucketName, Prefix: prefix, StartAfter: `${prefix}${dayPrefix(first)}` };
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, listing)) {
    for (const { Key: key = '', LastModified, Size: bytes = 0 } of Contents) {
      // Keys are listed in order, and `errors/` follows all days.
      if (key >= end) return;
      const written = LastModified?.getTime() ?? Number.NaN;
      if (written >= period.from && written < period.to) yield { key, bytes };
    }
  }
}
