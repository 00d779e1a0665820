import { randomUUID } from 'node:crypto';
import type { TenantRecord } from '../../../registrar/contract/tenant-record.ts';
import type {
  DescribeCallbacksOutput,
  NamedCallbackInput,
  PutCallbackInput,
  PutCallbackOutput,
  RotateCallbackSecretOutput,
  TestCallbackOutput,
} from '../../actions/own/callbacks.ts';
import { RouterError } from '../../errors.ts';
import type { CheckUrl } from './attempt/callback-url.ts';
import { MAX_PREVIOUS_SECRETS } from './attempt/secret.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { isOpen } from './flow/breaker.ts';
import { type CallbackName, duePrefix } from './table/callback-item.ts';
import type { ListedCallback, RegisteredCallbacks } from './table/registered-callbacks.ts';

export interface CallbackActionsOptions {
  readonly callbacks: RegisteredCallbacks;
  readonly checkUrl: CheckUrl;
  /** Only a test needs it. */
  readonly queue: () => Promise<Pick<DeliveryQueue, 'send'>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A limit, because each event is delivered to each callback that listens to it. */
const MAX_CALLBACKS = 5;

type Tenant = Pick<TenantRecord, 'accountId' | 'pk'>;

/** The actions of a tenant on its callbacks. */
export function createCallbackActions({ callbacks, checkUrl, queue, now }: CallbackActionsOptions) {
  return {
    async put(tenant: Tenant, input: PutCallbackInput): Promise<PutCallbackOutput> {
      const { CallbackName, Url, EventTypes } = input;
      const checked = await checkUrl(Url);
      if ('refusal' in checked) {
        throw new RouterError('ValidationException', 'The body does not fit PutCallback: one problem.', {
          details: { problems: [{ path: 'Url', message: checked.refusal }] },
        });
      }
      const name = nameOf(tenant, CallbackName);
      const claim = await callbacks.claim(name);
      try {
        const written = (await callbacks.list(ownerOf(tenant))).map(({ callbackName }) => callbackName);
        const others = new Set([...written, ...claim.earlier]);
        others.delete(CallbackName);
        if (others.size >= MAX_CALLBACKS) throw tooManyCallbacks();
        const eventTypes = [...new Set(EventTypes)];
        const secret = await callbacks.put({ ...name, url: checked.url.href, eventTypes });
        return { CallbackName, SigningSecret: secret };
      } finally {
        await claim.end();
      }
    },

    async describe(tenant: Tenant): Promise<DescribeCallbacksOutput> {
      const listed = await callbacks.list(ownerOf(tenant));
      return { Callbacks: listed.map((callback) => describe(callback, now())) };
    },

    async delete(tenant: Tenant, { CallbackName }: NamedCallbackInput) {
      if (!(await callbacks.delete(nameOf(tenant, CallbackName)))) throw unknownCallback(CallbackName);
      return { CallbackName };
    },

    async test(tenant: Tenant, { CallbackName }: NamedCallbackInput): Promise<TestCallbackOutput> {
      const listed = await callbacks.list(ownerOf(tenant));
      const callback = listed.find(({ callbackName }) => callbackName === CallbackName);
      if (callback === undefined) throw unknownCallback(CallbackName);
      const event = { id: `evt_test_${randomUUID()}`, type: 'callback.test', key: duePrefix(now()) };
      await (await queue()).send(
        [{ ...nameOf(tenant, CallbackName), callbackId: callback.callbackId, event, attempts: 0 }],
        { delaySeconds: 0 },
      );
      return { EventId: event.id };
    },

    async rotateSecret(
      tenant: Tenant,
      { CallbackName }: NamedCallbackInput,
    ): Promise<RotateCallbackSecretOutput> {
      const rotated = await callbacks.rotateSecret(nameOf(tenant, CallbackName));
      if (rotated === undefined) throw unknownCallback(CallbackName);
      if ('possibleAt' in rotated) throw tooManySecrets(rotated.possibleAt);
      return {
        CallbackName,
        SigningSecret: rotated.secret,
        PreviousSecretExpiresTimestamp: new Date(rotated.previousSecretUntil),
      };
    },
  };
}

export type CallbackActions = ReturnType<typeof createCallbackActions>;

function ownerOf({ accountId, pk: tenantId }: Tenant) {
  return { accountId, tenantId };
}

function nameOf(tenant: Tenant, callbackName: string): CallbackName {
  return { ...ownerOf(tenant), callbackName };
}

function describe(callback: ListedCallback, now: number): DescribeCallbacksOutput['Callbacks'][number] {
  const { previousSecretUntil = 0 } = callback;
  return {
    CallbackName: callback.callbackName,
    Url: callback.url,
    EventTypes: [...callback.eventTypes],
    CreatedTimestamp: new Date(callback.createdAt),
    Breaker: isOpen(callback) ? 'OPEN' : 'CLOSED',
    FailuresInARow: callback.failuresInARow,
    LastOutcomes: callback.outcomes.map(
      ({ eventId, eventType, at, attempt, result, httpStatus, reason }) => ({
        EventId: eventId,
        EventType: eventType,
        Timestamp: new Date(at),
        Result: result,
        Attempt: attempt,
        HttpStatus: httpStatus,
        Reason: reason,
      }),
    ),
    ...(previousSecretUntil > now && { PreviousSecretExpiresTimestamp: new Date(previousSecretUntil) }),
  };
}

function tooManyCallbacks(): RouterError {
  return new RouterError(
    'ConflictException',
    `A tenant can have ${MAX_CALLBACKS} callbacks. Delete one with DeleteCallback first.`,
  );
}

function tooManySecrets(possibleAt: number): RouterError {
  return new RouterError(
    'ConflictException',
    `The callback has ${MAX_PREVIOUS_SECRETS} previous secrets that still sign, the oldest until ` +
      `${new Date(possibleAt).toISOString()}. Rotate again after that. To end all secrets at once, delete the callback ` +
      'and put it again.',
  );
}

function unknownCallback(name: string): RouterError {
  return new RouterError('ResourceNotFoundException', 'The tenant has no callback of this name.', {
    details: { ResourceType: 'callback', ResourceId: name },
  });
}
