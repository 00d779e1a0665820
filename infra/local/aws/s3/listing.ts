import { s3Error } from './errors.ts';

export interface ListOptions {
  readonly prefix?: string;
  readonly delimiter?: string;
  /** 1 to 1,000; @default 1000 */
  readonly maxKeys?: number;
  readonly startAfter?: string;
  readonly continuationToken?: string;
}

export interface Listing {
  readonly keys: readonly string[];
  /** Common prefixes: the text between the prefix and the next delimiter, once for all keys that share it. */
  readonly commonPrefixes: readonly string[];
  readonly nextContinuationToken?: string;
}

/**
 * One page of ListObjectsV2: keys in UTF-8 byte order, with keys that have the delimiter after the prefix grouped. A
 * common prefix counts as one key. Pure.
 *
 * @throws AwsError InvalidArgument for an invalid token
 */
export function listKeys(allKeys: Iterable<string>, options: ListOptions): Listing {
  const { prefix = '', delimiter = '', maxKeys = 1000 } = options;
  const after =
    options.continuationToken === undefined ? options.startAfter : decode(options.continuationToken);
  const entries = new Set(
    [...allKeys].filter((key) => key.startsWith(prefix)).map((key) => rollUp(key, prefix, delimiter)),
  );
  const sorted = [...entries]
    .filter((entry) => after === undefined || Buffer.compare(Buffer.from(entry), Buffer.from(after)) > 0)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const page = sorted.slice(0, Math.min(maxKeys, 1000));
  const isCommonPrefix = (entry: string) =>
    delimiter !== '' && entry.slice(prefix.length).endsWith(delimiter);
  const last = page.at(-1);
  return {
    keys: page.filter((entry) => !isCommonPrefix(entry)),
    commonPrefixes: page.filter(isCommonPrefix),
    ...(sorted.length > page.length && last !== undefined && { nextContinuationToken: encode(last) }),
  };
}

function rollUp(key: string, prefix: string, delimiter: string): string {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return end === -1 ? key : key.slice(0, end + delimiter.length);
}

const TOKEN = 'after:';

function encode(entry: string): string {
  return Buffer.from(TOKEN + entry).toString('base64');
}

function decode(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (!text.startsWith(TOKEN))
    throw s3Error('InvalidArgument', 'The continuation token provided is incorrect');
  return text.slice(TOKEN.length);
}
