import type { SQSClientConfig } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TenantRecord } from '../../../registrar/contract/tenant-record.ts';
import type { OwnAction } from '../../actions/allowlist.ts';
import type { NamedCallbackInput, PutCallbackInput } from '../../actions/own/callbacks.ts';
import type { Announce } from '../table/fold-into-table.ts';
import { createAnnounce } from './announce.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { createRegisteredCallbacks } from './table/registered-callbacks.ts';

export interface CallbacksOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly queueUrl: string;
  readonly allowLoopback: boolean;
  /** Configuration of the SQS client. */
  readonly aws: SQSClientConfig;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export type CallbackAction = Exclude<OwnAction, 'DescribeMessages'>;

/** The router's side of callbacks. */
export interface Callbacks {
  readonly announce: Announce;
  /** @throws RouterError for a URL that is refused, and for a callback that does not exist */
  run(action: CallbackAction, tenant: TenantRecord, input: object): Promise<object>;
  /** The signing secret of the callback that an input names; undefined when there is none. */
  secretOf(tenant: TenantRecord, input: object): Promise<string | undefined>;
}

/** SQS and the check of URLs are loaded on first use, because most requests need neither. */
export function createCallbacks({
  client,
  tableName,
  queueUrl,
  allowLoopback,
  aws,
  now,
}: CallbacksOptions): Callbacks {
  const callbacks = createRegisteredCallbacks(client, tableName, now);
  const announce = createAnnounce({ callbacks, queue, now });
  let loadedQueue: Promise<DeliveryQueue> | undefined;

  function queue(): Promise<DeliveryQueue> {
    loadedQueue ??= loadQueue();
    return loadedQueue;
  }

  async function loadQueue(): Promise<DeliveryQueue> {
    const [{ SQSClient }, { createDeliveryQueue }] = await Promise.all([
      import('@aws-sdk/client-sqs'),
      import('./delivery-queue.ts'),
    ]);
    return createDeliveryQueue(new SQSClient(aws), { queueUrl });
  }

  async function actions() {
    const [{ createCallbackActions }, { createCheckUrl }] = await Promise.all([
      import('./callback-actions.ts'),
      import('./attempt/callback-url.ts'),
    ]);
    const checkUrl = createCheckUrl({ allowLoopback });
    return createCallbackActions({ callbacks, checkUrl, queue, now });
  }

  return {
    announce,
    async secretOf({ accountId, pk: tenantId }, input) {
      const { CallbackName: callbackName } = input as NamedCallbackInput;
      return await callbacks.secretOf({ accountId, tenantId, callbackName });
    },
    async run(action, tenant, input) {
      const { put, describe, test, rotateSecret, ...others } = await actions();
      switch (action) {
        case 'DescribeCallbacks':
          return await describe(tenant);
        case 'TestCallback':
          return await test(tenant, input as NamedCallbackInput);
        case 'RotateCallbackSecret':
          return await rotateSecret(tenant, input as NamedCallbackInput);
        case 'PutCallback':
          return await put(tenant, input as PutCallbackInput).finally(() =>
            announce.forget(tenant.accountId),
          );
        case 'DeleteCallback':
          return await others
            .delete(tenant, input as NamedCallbackInput)
            .finally(() => announce.forget(tenant.accountId));
      }
    },
  };
}
