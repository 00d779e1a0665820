import { gatewayEvent } from '../router/lambda-events.ts';

const SEND = { DestinationPhoneNumber: '+14254147755', MessageBody: 'Your code is 1234' };

/** The gateway's event of an action that is not offered: the router answers without a call. */
export function unknownActionEvent(): string {
  return JSON.stringify(gatewayEvent({ path: '/acme/NoSuchAction', body: JSON.stringify(SEND) }));
}

/** The gateway's event of a text message to send, as JSON. */
export function sendEvent(tenantId = 'acme'): string {
  return JSON.stringify(gatewayEvent({ path: `/${tenantId}/SendTextMessage`, body: JSON.stringify(SEND) }));
}
