import type { TenantRecord } from '../../registrar/contract/tenant-record.ts';

/** A registered tenant, as the registrar writes it. */
export function tenantRecord(changes: Partial<TenantRecord> = {}): TenantRecord {
  const accountId = changes.accountId ?? '222222222222';
  return {
    pk: 'acme',
    accountId,
    region: 'us-east-1',
    deliveryStreamRoleArn: `arn:aws:iam::${accountId}:role/PinpointEventDeliveryRole`,
    registration: 'Registered',
    eventTime: '2026-11-01T00:00:00Z',
    sequence: 1,
    eventId: 'e-1',
    revision: 1,
    ...changes,
  };
}
