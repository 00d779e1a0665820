/** What a tenant agent says of its tenant; it crosses the account boundary as the event's detail. */

export const EVENT_NAMES = ['Create', 'Update', 'Delete'] as const;
export type EventName = (typeof EVENT_NAMES)[number];

/** A claim, until the registrar has held it against the envelope. */
export interface RegistrationDetail {
  readonly tenantId: string;
  readonly accountId: string;
  readonly region: string;
  readonly deliveryStreamRoleArn: string;
  readonly eventName: EventName;
  /** The agent's clock in milliseconds: the place of this announcement among the tenant's. Agents of the sample send none. */
  readonly sequence: number;
}
