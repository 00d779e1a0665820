import type { EventName } from '../../registrar/contract/registration-event.ts';

/** The management account's clock in tests, and the time of the events that the factories make. */
export const NOW = Date.parse('2026-11-23T12:00:00Z');

export interface EventOptions {
  readonly tenantId?: string;
  readonly accountId?: string;
  readonly region?: string;
  readonly eventName?: EventName;
  readonly time?: string;
  readonly sequence?: number;
  readonly id?: string;
  /** Members of the detail to add or replace; undefined takes one out. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Members of the envelope to add or replace; undefined takes one out. */
  readonly envelope?: Readonly<Record<string, unknown>>;
}

/** A registration as the queue holds it: the whole event of EventBridge, in the order it writes the members. */
export function registrationEvent(options: EventOptions = {}): Record<string, unknown> {
  const {
    tenantId = 'acme',
    accountId = '222222222222',
    region = 'us-east-1',
    eventName = 'Create',
    time = new Date(NOW).toISOString().replace('.000Z', 'Z'),
    sequence = Date.parse(time),
    id = '4f6a3c1e-52c9-4b8a-9d54-6f1b7d5f0c11',
  } = options;
  return {
    version: '0',
    id,
    'detail-type': 'Pinpoint Tenant Registration',
    source: 'TenantRegistration',
    account: accountId,
    time,
    region,
    resources: [],
    detail: {
      tenantId,
      accountId,
      region,
      deliveryStreamRoleArn: `arn:aws:iam::${accountId}:role/PinpointEventDeliveryRole`,
      eventName,
      sequence,
      ...options.detail,
    },
    ...options.envelope,
  };
}

/** A message of the FIFO queue, as far as the registrar reads it. */
export function queuedMessage(event: unknown, messageId: string = crypto.randomUUID()) {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  return { messageId, body };
}
