import { setTimeout as sleep } from 'node:timers/promises';
import type { EventBucketGrant } from '../contract/bucket-statements.ts';
import { reconcileMessage } from '../contract/names.ts';
import type { CustomResourceRequest } from '../runtime/custom-resource.ts';
import { untilRoleIsKnown } from '../runtime/new-role.ts';
import { standsOn } from './bucket-policy.ts';
import type { EventBucket } from './event-bucket.ts';

export interface BasePolicyDependencies {
  readonly grant: EventBucketGrant;
  readonly bucket: Pick<EventBucket, 'readPolicy'>;
  /** Puts a message into the registration queue; the key makes a repeated request one message. */
  readonly sendToRegistrar: (body: string, deduplicationKey: string) => Promise<void>;
  readonly pollMilliseconds: number;
  /** Milliseconds between attempts that a role seconds old is denied. @default those of `untilRoleIsKnown` */
  readonly pausesOfNewRole?: readonly number[];
}

/**
 * Lets a deployment go on only when the event bucket's base policy stands. It writes no policy itself, because the
 * registrar is the only writer: it asks the registrar, and looks.
 */
export async function establishBasePolicy(
  { RequestType, RequestId }: Pick<CustomResourceRequest, 'RequestType' | 'RequestId'>,
  { grant, bucket, sendToRegistrar, pollMilliseconds, pausesOfNewRole }: BasePolicyDependencies,
  signal: AbortSignal,
): Promise<void> {
  // The bucket outlives the stack, and its tenants' grants with it.
  if (RequestType === 'Delete') return;
  const permitted = <T>(call: () => Promise<T>) => untilRoleIsKnown(call, signal, pausesOfNewRole);
  await permitted(() => sendToRegistrar(reconcileMessage('deployment'), RequestId));
  while (!standsOn(await permitted(() => bucket.readPolicy()), grant)) {
    await sleep(pollMilliseconds, undefined, { signal });
  }
}
