import { createHash } from 'node:crypto';
import { invalid } from '../errors.ts';

const DEFAULT_PAGE_SIZE = 100;

interface PagedInput {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

export interface Page<T> {
  readonly items: T[];
  /** Absent on the last page. */
  readonly NextToken: string | undefined;
}

/**
 * One page of `items`. A token is valid only for the same request, whatever its page size.
 *
 * @throws AwsError ValidationException INVALID_NEXT_TOKEN
 */
export function paged<T>(items: readonly T[], input: PagedInput): Page<T> {
  const { NextToken, MaxResults = DEFAULT_PAGE_SIZE, ...question } = input;
  const digest = createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 16);
  const start = NextToken === undefined ? 0 : startOf(NextToken, digest);
  const end = start + MaxResults;
  return {
    items: items.slice(start, end),
    NextToken: end < items.length ? Buffer.from(`${digest}:${end}`).toString('base64url') : undefined,
  };
}

function startOf(token: string, digest: string): number {
  const [owner, start] = Buffer.from(token, 'base64url').toString().split(':');
  if (owner !== digest || start === undefined || !/^\d+$/.test(start))
    throw invalid('INVALID_NEXT_TOKEN', { NextToken: 'The token does not belong to this request.' });
  return Number(start);
}
