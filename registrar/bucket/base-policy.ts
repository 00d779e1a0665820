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
  /** Puts a message into the registration queue; requests with the same key put one message. */
  readonly sendToRegistrar: (body: string, deduplicationKey: string) => Promise<void>;
  readonly pollMilliseconds: number;
  /** Milliseconds between attempts while a new role is denied. @default those of `untilRoleIsKnown` */
  readonly pausesOfNewRole?: readonly number[];
}

/**
 * Makes a deployment wait until the event bucket's base policy is written. The registrar is the only writer of the
 * policy, so this asks the registrar for it and reads the result.
 */
export async function establishBasePolicy(
  { RequestType, RequestId }: Pick<CustomResourceRequest, 'RequestType' | 'RequestId'>,
  { grant, bucket, sendToRegistrar, pollMilliseconds, pausesOfNewRole }: BasePolicyDependencies,
  signal: AbortSignal,
): Promise<void> {
  // On Delete nothing is done: the bucket and its tenants' grants outlive the stack.
  if (RequestType === 'Delete') return;
  const permitted = <T>(call: () => Promise<T>) => untilRoleIsKnown(call, signal, pausesOfNewRole);
  await permitted(() => sendToRegistrar(reconcileMessage('deployment'), RequestId));
  while (!standsOn(await permitted(() => bucket.readPolicy()), grant)) {
    await sleep(pollMilliseconds, undefined, { signal });
  }
}
