import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { announceMessage } from '../../registrar/contract/names.ts';
import { type Endpoint, endpoint, TAKEN } from './endpoints.ts';

type Handler = typeof import('../../tenant-agent/tenant-agent.lambda.ts').handler;

let bus: Endpoint;
let cloudFormation: Endpoint;
let handler: Handler;
const ENVIRONMENT = {
  DELIVERY_STREAM_ROLE_ARN: 'arn:aws:iam::222222222222:role/PinpointEventDeliveryRole',
  SETTLE_SECONDS: '0',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIALOCALACME0000000',
  AWS_SECRET_ACCESS_KEY: 'local-acme-secret',
};
const before = { ...process.env };

beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  bus = await endpoint([], TAKEN);
  cloudFormation = await endpoint();
  Object.assign(process.env, ENVIRONMENT, { AWS_ENDPOINT_URL: bus.url });
  ({ handler } = await import('../../tenant-agent/tenant-agent.lambda.ts'));
});

afterAll(async () => {
  vi.restoreAllMocks();
  process.env = before;
  await Promise.all([bus.close(), cloudFormation.close()]);
});

const context = {
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:222222222222:function:TenantRegistration',
  getRemainingTimeInMillis: () => 60_000,
} as Parameters<Handler>[1];

/** The details of the events on the bus since the last look. */
function heard(): unknown[] {
  const entries = bus.received.splice(0).flatMap(({ body }) => body.Entries as { Detail: string }[]);
  return entries.map(({ Detail }) => JSON.parse(Detail));
}

test('a Create is announced with the account and Region of the function, answered, and announced again', async () => {
  await handler(
    {
      RequestType: 'Create',
      ResponseURL: cloudFormation.url,
      StackId: 'arn:aws:cloudformation:us-east-1:222222222222:stack/PinpointTenantAccountStack/1',
      RequestId: 'r1',
      LogicalResourceId: 'TenantRegistration',
      ResourceType: 'Custom::TenantRegistration',
      ResourceProperties: { ServiceToken: context.invokedFunctionArn, tenantId: 'acme' },
    },
    context,
  );
  const [first, second, ...more] = heard();
  expect(first).toMatchObject({
    tenantId: 'acme',
    accountId: '222222222222',
    region: 'us-east-1',
    deliveryStreamRoleArn: 'arn:aws:iam::222222222222:role/PinpointEventDeliveryRole',
    eventName: 'Create',
  });
  expect(second).toEqual(first);
  expect(more).toEqual([]);
  expect(cloudFormation.received.splice(0)).toMatchObject([
    { body: { Status: 'SUCCESS', PhysicalResourceId: 'tenant-registration/acme', RequestId: 'r1' } },
  ]);
});

test('a Create that fails answers an id with which its Delete works', async () => {
  const failing = {
    RequestType: 'Create',
    ResponseURL: cloudFormation.url,
    StackId: 'stack',
    RequestId: 'r2',
    LogicalResourceId: 'TenantRegistration',
    ResourceType: 'Custom::TenantRegistration',
    ResourceProperties: { tenantId: 'no tenant' },
  } as const;
  await handler(failing, context);
  const [failed] = cloudFormation.received.splice(0);
  expect(failed?.body.Status).toBe('FAILED');
  const PhysicalResourceId = String(failed?.body.PhysicalResourceId);
  await handler({ ...failing, RequestType: 'Delete', RequestId: 'r3', PhysicalResourceId }, context);
  expect(cloudFormation.received.splice(0)).toMatchObject([
    { body: { Status: 'SUCCESS', PhysicalResourceId } },
  ]);
  heard();
});

test('the hourly rule’s message announces the tenant that it names', async () => {
  await handler(JSON.parse(announceMessage('acme')), context);
  expect(heard()).toMatchObject([{ tenantId: 'acme', eventName: 'Update' }]);
  expect(cloudFormation.received).toEqual([]);
});

test("the name's guard answers itself and announces nothing, not even on Delete", async () => {
  const guard = {
    ResponseURL: cloudFormation.url,
    StackId: 'stack',
    RequestId: 'r4',
    LogicalResourceId: 'Name',
    ResourceType: 'Custom::TenantName',
    ResourceProperties: { tenantId: 'acme' },
    PhysicalResourceId: 'tenant-name/globex',
  };
  await handler({ ...guard, RequestType: 'Update' }, context);
  await handler({ ...guard, RequestType: 'Delete' }, context);
  const answers = cloudFormation.received.splice(0).map(({ body }) => body);
  expect(answers).toMatchObject([
    { Status: 'FAILED', PhysicalResourceId: 'tenant-name/globex', Reason: expect.stringContaining('globex') },
    { Status: 'SUCCESS', PhysicalResourceId: 'tenant-name/globex' },
  ]);
  expect(heard()).toEqual([]);
});

test('refuses an event that is neither CloudFormation’s nor the hourly rule’s', async () => {
  await expect(handler({ source: 'TenantRegistration' } as never, context)).rejects.toThrow(
    'must be a request of CloudFormation',
  );
  expect(heard()).toEqual([]);
});
