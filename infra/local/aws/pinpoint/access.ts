import type { Home } from '../core/caller.ts';

/**
 * The resource of an operation, as in "Actions, resources, and condition keys for Amazon Pinpoint": ARNs of apps,
 * channels, messages and one-time passwords follow the path.
 *
 * @param path such as `/v1/apps/<id>/channels/gcm`
 */
export function resourceOf({ accountId, region }: Home, path: string): string {
  const arn = (resource: string) => `arn:aws:mobiletargeting:${region}:${accountId}:${resource}`;
  const [, , collection, applicationId, kind, ...rest] = path.split('/').map(decodeURIComponent);
  if (collection === 'phone') return arn('phone/number/validate');
  if (collection !== 'apps') return '*';
  if (!applicationId) return arn('apps/*');
  if (kind === undefined) return arn(`apps/${applicationId}`);
  // Messages to users are messages, too.
  const part = kind === 'users-messages' ? 'messages' : [kind, ...rest].join('/');
  return arn(`apps/${applicationId}/${part}`);
}
