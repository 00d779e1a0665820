import { AwsError } from '../core/aws-error.ts';

export interface PageRequest {
  readonly limit?: number | undefined;
  readonly nextToken?: string | undefined;
}

/**
 * One page of a list; the token is the position of the next item.
 *
 * @throws AwsError InvalidParameterException for an invalid token
 */
export function pageOf<Item>(
  all: readonly Item[],
  { limit, nextToken }: PageRequest,
  maximum: number,
): { readonly items: readonly Item[]; readonly nextToken: string | undefined } {
  const start = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isInteger(start) || start < 0)
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  const end = start + Math.min(limit ?? maximum, maximum);
  return { items: all.slice(start, end), nextToken: end < all.length ? String(end) : undefined };
}
