import { randomBytes } from 'node:crypto';
import type { ResourceType } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Home } from '../core/caller.ts';

/** ARNs as in the Service Authorization Reference: `arn:aws:sms-voice:<region>:<account>:<type>/<id>`. */
export function arnOf({ accountId, region }: Home, type: ResourceType, id: string): string {
  return `arn:aws:sms-voice:${region}:${accountId}:${type}/${id}`;
}

/** Most members take an id (or name) or the ARN. Another account's ARN is kept, so that nothing is found. */
export function idOf(home: Home, type: ResourceType, idOrArn: string): string {
  const prefix = arnOf(home, type, '');
  return idOrArn.startsWith(prefix) ? idOrArn.slice(prefix.length) : idOrArn;
}

/** The ARN of an id or ARN, whether or not the resource exists. */
export function arnFrom(home: Home, type: ResourceType, idOrArn: string): string {
  return idOrArn.startsWith('arn:') ? idOrArn : arnOf(home, type, idOrArn);
}

/** Such as `pool-0123…`: the prefix and 32 hexadecimal digits. */
export function newId(prefix: string): string {
  return `${prefix}-${randomBytes(16).toString('hex')}`;
}
