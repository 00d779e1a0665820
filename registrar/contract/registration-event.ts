/** What a tenant agent announces about its tenant: the detail of the event that crosses the account boundary. */

export const EVENT_NAMES = ['Create', 'Update', 'Delete'] as const;
export type EventName = (typeof EVENT_NAMES)[number];

/** Only a claim until the registrar has compared it with the envelope. */
export interface RegistrationDetail {
  readonly tenantId: string;
  readonly accountId: string;
  readonly region: string;
  readonly deliveryStreamRoleArn: string;
  readonly eventName: EventName;
  /** The agent's clock in milliseconds, which orders the tenant's announcements. The sample's agents send none. */
  readonly sequence: number;
}
