import type { hc } from 'hono/client';
import type { ErrorName } from '../../router/errors.ts';
import type { App } from '../../router/http/app.ts';

/** Calls that the typed client must refuse: `tsc` reports every line below that does compile. Never run. */
export function mistakes(client: ReturnType<typeof hc<App>>[':tenantId']) {
  const param = { tenantId: 'acme' };
  const text = { DestinationPhoneNumber: '+14254147755' };
  const override = { ProtectConfigurationId: 'p', DestinationPhoneNumber: '+1', Action: 'ALLOW' } as const;
  const field = { FieldPath: 'a', TextValue: 'b' };

  // @ts-expect-error a member that SendTextMessage does not have
  client.SendTextMessage.$post({ param, json: { ...text, Message: 'hello' } });
  // @ts-expect-error a required member is missing
  client.SendTextMessage.$post({ param, json: { MessageBody: 'hello' } });
  // @ts-expect-error a required member is undefined
  client.SendTextMessage.$post({ param, json: { DestinationPhoneNumber: undefined } });
  // @ts-expect-error a member of a wrong type
  client.SendTextMessage.$post({ param, json: { ...text, TimeToLive: '60' } });
  // @ts-expect-error a value that the SDK does not know
  client.SendTextMessage.$post({ param, json: { ...text, MessageType: 'URGENT' } });
  // @ts-expect-error a read takes no key
  client.DescribePools.$post({ param, json: {}, header: { 'Idempotency-Key': 'k' } });
  // @ts-expect-error the tenant is missing
  client.SendTextMessage.$post({ json: text });
  // @ts-expect-error bytes are not JSON
  client.CreateRegistrationAttachment.$post({ param, json: { AttachmentBody: new Uint8Array() } });
  const soon = { ...override, ExpirationTimestamp: new Date() };
  // @ts-expect-error a Date is not JSON
  client.PutProtectConfigurationRuleSetNumberOverride.$post({ param, json: soon });
  // @ts-expect-error a batch without its registration
  client.PutRegistrationFieldValue.$post({ param, json: { FieldValues: [field] } });
  // @ts-expect-error an operation of the SDK that is not on the allowlist
  client.CreateCampaign.$post({ param, json: {} });
  // @ts-expect-error no operation at all
  client.SendPigeon.$post({ param, json: text });
  // @ts-expect-error actions are called with POST
  client.SendTextMessage.$get({ param });
  // @ts-expect-error no error of the router has this name
  const name: ErrorName = 'NoSuchException';
  return name;
}
