import { expect, test } from 'vitest';
import { parseAgentConfig } from '../../tenant-agent/config.ts';

const environment = {
  DELIVERY_STREAM_ROLE_ARN: 'arn:aws:iam::222222222222:role/PinpointEventDeliveryRole',
  SETTLE_SECONDS: '45',
};

test('waits as long as the template says', () => {
  expect(parseAgentConfig(environment).settleSeconds).toBe(45);
  expect(parseAgentConfig({ ...environment, SETTLE_SECONDS: '0' }).settleSeconds).toBe(0);
});

test.each([
  ['DELIVERY_STREAM_ROLE_ARN', { DELIVERY_STREAM_ROLE_ARN: undefined }],
  ['SETTLE_SECONDS', { SETTLE_SECONDS: undefined }],
  ['SETTLE_SECONDS', { SETTLE_SECONDS: 'long' }],
  ['SETTLE_SECONDS', { SETTLE_SECONDS: '' }],
  ['SETTLE_SECONDS', { SETTLE_SECONDS: '601' }],
])('names %s when it is missing or malformed', (name, wrong) => {
  expect(() => parseAgentConfig({ ...environment, ...wrong })).toThrow(name);
});
