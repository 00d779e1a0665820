import { expect, it } from 'vitest';
import { parseBasePolicyConfig, parseRegistrarConfig } from '../../../registrar/config.ts';
import { readRouterConfig } from '../../../router/config.ts';
import { parseAgentConfig } from '../../../tenant-agent/config.ts';
import {
  MANAGEMENT,
  ORGANIZATION,
  synthesizeManagement,
  synthesizeTenant,
  TENANT,
} from './resolved-stack.ts';

const BUCKET = `pinpoint-event-stream-data-${MANAGEMENT.accountId}-${MANAGEMENT.region}`;
const management = await synthesizeManagement({
  allowedActions: 'SendTextMessage, DescribePools',
  bucketPolicyMode: 'organization',
});
const tenant = await synthesizeTenant({ settleSeconds: '7' });

// Lambda sets the Region itself.
const routerConfig = (stack: typeof management) =>
  readRouterConfig({ ...stack.environment('Router'), AWS_REGION: MANAGEMENT.region });

it("gives the router the table's name, and the actions only where the context narrows them", async () => {
  expect(routerConfig(management)).toMatchObject({
    tenantsTable: 'PinpointTenantsTable',
    allowedActions: new Set(['SendTextMessage', 'DescribePools']),
  });
  expect(routerConfig(await synthesizeManagement()).allowedActions).toBeNull();
});

it('gives the registrar table, bucket, organization, mode and dead-letter queue', () => {
  expect(parseRegistrarConfig(management.environment('RegistrationRegistrar'))).toMatchObject({
    tableName: 'PinpointTenantsTable',
    bucketName: BUCKET,
    organizationId: ORGANIZATION,
    mode: 'organization',
    deadLetterQueueUrl: expect.stringContaining('RegistrationRefused'),
  });
});

it("gives the base policy's resource the same policy to wait for, and the registrar's queue", () => {
  expect(parseBasePolicyConfig(management.environment('RegistrationBasePolicy'))).toMatchObject({
    bucketName: BUCKET,
    organizationId: ORGANIZATION,
    mode: 'organization',
    registrationQueueUrl: expect.stringMatching(/RegistrationQueue[0-9A-F]{8}$/),
  });
});

it('gives the tenant agent the delivery role and the wait, but no name, which its messages contain', () => {
  expect(parseAgentConfig(tenant.environment('Agent'))).toEqual({
    deliveryStreamRoleArn: `arn:aws:iam::${TENANT.accountId}:role/PinpointEventDeliveryRole`,
    settleSeconds: 7,
  });
});
