import { hc } from 'hono/client';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { App } from '../../../router/http/app.ts';
import type { Rig } from '../rig.ts';
import { createRig } from '../rig.ts';

let rig: Rig;

beforeAll(async () => {
  rig = await createRig();
});

afterAll(() => rig.stop());

const param = { tenantId: 'acme' };

/** Hono's typed client, calling the app itself, as the caller that the gateway would pass. */
function clientOf(app: App) {
  const claims = { sub: 'c', client_id: 'c', token_use: 'access', scope: 'api/Admin' };
  const bindings = { requestContext: { authorizer: { claims } } };
  return hc<App>('http://router', {
    fetch: (...[input, init]: Parameters<typeof fetch>) => app.request(String(input), init, bindings),
  })[':tenantId'];
}

describe('hc<App>', () => {
  it("calls an action with the SDK's types", async () => {
    const client = clientOf(rig.startRouter().app);
    const response = await client.SendTextMessage.$post({
      param,
      json: { DestinationPhoneNumber: '+14254147755', MessageBody: 'hello' },
    });
    if (!response.ok) throw new Error((await response.json()).error.message);
    const output = await response.json();
    expectTypeOf(output).toEqualTypeOf<{ MessageId?: string | undefined }>();
    expect(output.MessageId).toEqual(expect.any(String));
  });

  it('sends with an Idempotency-Key', async () => {
    const client = clientOf(rig.startRouter().app);
    const request = {
      param,
      json: { DestinationPhoneNumber: '+14254147755', MessageBody: 'hello' },
      header: { 'Idempotency-Key': 'one-key' },
    };
    const [first, second] = [
      await client.SendTextMessage.$post(request),
      await client.SendTextMessage.$post(request),
    ];
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await second.json()).toEqual(await first.json());
  });

  it('gets timestamps as the strings that they are in JSON', async () => {
    const client = clientOf(rig.startRouter().app);
    const response = await client.DescribePools.$post({ param, json: {} });
    if (!response.ok) throw new Error('refused');
    const { Pools: [pool] = [] } = await response.json();
    expectTypeOf(pool?.CreatedTimestamp).toEqualTypeOf<string | undefined>();
    expect(pool?.CreatedTimestamp).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('sends bytes as base64', async () => {
    const client = clientOf(rig.startRouter().app);
    const AttachmentBody = Buffer.from('a file').toString('base64');
    const response = await client.CreateRegistrationAttachment.$post({ param, json: { AttachmentBody } });
    expect(response.status).toBe(200);
  });

  it('has the error body in the types too', async () => {
    const client = clientOf(rig.startRouter().app);
    const response = await client.DescribePools.$post({ param: { tenantId: 'initech' }, json: {} });
    if (response.ok) throw new Error('accepted');
    const { error } = await response.json();
    expect(error.name).toBe('TenantNotFoundException');
  });

  it('takes one field value or several', async () => {
    const client = clientOf(rig.startRouter().app);
    const field = { FieldPath: 'companyInfo.companyName', TextValue: 'ACME' };
    const json = { RegistrationId: 'registration-1', FieldValues: [field] };
    const response = await client.PutRegistrationFieldValue.$post({ param, json });
    if (response.status !== 207) throw new Error('unexpected');
    const { FieldValues } = await response.json();
    expectTypeOf(FieldValues[0]?.Status).toEqualTypeOf<'PUT' | 'FAILED' | 'NOT_ATTEMPTED' | undefined>();
    expect(FieldValues).toHaveLength(1);
  });
});
