import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AWS_ACTIONS } from '../../../../router/actions/allowlist.ts';
import { isRecordedSend } from '../../../../router/aws/call/trail.ts';
import { operationOf } from '../../operations.ts';
import type { Rig } from '../../rig.ts';
import { createRig, TENANTS } from '../../rig.ts';
import type { TestRouter } from '../../test-router.ts';
import { errorOf } from '../../test-router.ts';

const TEXT = { DestinationPhoneNumber: '+14254147755', MessageBody: 'Your code is 1234' };
const REQUEST_ID = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';

let rig: Rig;
let router: TestRouter;

beforeAll(async () => {
  rig = await createRig();
  await rig.smsVoice.call(TENANTS.acme, 'CreateConfigurationSet', { ConfigurationSetName: 'Marketing' });
});
afterAll(() => rig.stop());
beforeEach(async () => {
  await rig.putTenant(TENANTS.acme);
  router = rig.startRouter();
});

const send = (body: object = {}) => router.post('/acme/SendTextMessage', { ...TEXT, ...body });
const sent = () => rig.smsVoice.messages().at(-1);

describe('a send without a configuration set', () => {
  it('is one of these operations', () => {
    expect(AWS_ACTIONS.filter((action) => isRecordedSend(operationOf(action)))).toEqual([
      'SendDestinationNumberVerificationCode',
      'SendMediaMessage',
      'SendNotifyTextMessage',
      'SendNotifyVoiceMessage',
      'SendRcsMessage',
      'SendTextMessage',
      'SendVoiceMessage',
    ]);
  });

  it.each([{}, { ConfigurationSetName: null }])("goes with the stack's: %j", async (body) => {
    expect((await send(body)).status).toBe(200);
    expect(sent()?.configurationSet).toBe('Default');
  });

  it('keeps the one that it names', async () => {
    await send({ ConfigurationSetName: 'Marketing' });
    expect(sent()?.configurationSet).toBe('Marketing');
  });

  it.each([
    ["the tenant's record", { defaultConfigurationSet: false }, {}],
    ['the deployment', {}, { DEFAULT_CONFIGURATION_SET: 'off' }],
  ])('goes without one where %s says so', async (_, attributes, environment) => {
    await rig.putTenant({ ...TENANTS.acme, ...attributes });
    router = rig.startRouter({ environment });
    await send();
    expect(sent()?.configurationSet).toBeUndefined();
  });

  it('says that the router added the set which is not there', async () => {
    await rig.smsVoice.call(TENANTS.acme, 'DeleteConfigurationSet', { ConfigurationSetName: 'Default' });
    expect(errorOf(await send())).toMatchObject({
      status: 404,
      name: 'ResourceNotFoundException',
      ResourceType: 'configuration-set',
      message: expect.stringContaining('the router added Default'),
    });
    const named = errorOf(await send({ ConfigurationSetName: 'Default' }));
    expect(named.message).not.toContain('the router added');
    await rig.smsVoice.call(TENANTS.acme, 'CreateConfigurationSet', { ConfigurationSetName: 'Default' });
  });
});

describe('the context of a send', () => {
  const entries = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'value']));

  it('leads back to the request and its tenant', async () => {
    await send({ Context: { order: '4711' } });
    expect(sent()?.context).toEqual({
      order: '4711',
      'router-request': REQUEST_ID,
      'router-tenant': 'acme',
    });
  });

  it.each([
    [3, ['router-request', 'router-tenant']],
    [4, ['router-request']],
    [5, []],
  ])("has the caller's %i entries first and five at most", async (count, added) => {
    expect((await send({ Context: entries(count) })).status).toBe(200);
    expect(Object.keys(sent()?.context ?? {})).toEqual([...Object.keys(entries(count)), ...added]);
  });

  it('cannot be made to lead to another request', async () => {
    await send({ Context: { 'router-request': 'forged', 'router-tenant': 'globex' } });
    expect(sent()?.context).toEqual({ 'router-request': REQUEST_ID, 'router-tenant': 'acme' });
  });
});

it('leaves the id of the message in the log, and of nothing else', async () => {
  const { body } = await send();
  await router.post('/acme/DescribePools');
  expect(router.log().map(({ messageId }) => messageId)).toEqual([body.MessageId, undefined]);
});
