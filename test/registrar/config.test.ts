import { expect, test } from 'vitest';
import { parseBasePolicyConfig, parseRegistrarConfig, partitionOf } from '../../registrar/config.ts';

const registrar = {
  TENANTS_TABLE: 'PinpointTenantsTable',
  EVENT_BUCKET: 'pinpoint-event-stream-data-111111111111-us-east-1',
  ORGANIZATION_ID: 'o-exampleorg1',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111111111111/dead.fifo',
};

test('reads the registrar’s environment, with the tenants in the policy by default', () => {
  expect(parseRegistrarConfig({ ...registrar, PATH: '/usr/bin' })).toEqual({
    tableName: 'PinpointTenantsTable',
    bucketName: 'pinpoint-event-stream-data-111111111111-us-east-1',
    organizationId: 'o-exampleorg1',
    mode: 'tenants',
    partition: undefined,
    deadLetterQueueUrl: 'https://sqs.us-east-1.amazonaws.com/111111111111/dead.fifo',
    registrationMode: 'open',
    maxNamesPerAccount: 20,
  });
});

test('refuses an unknown mode of registration, and a limit that is not a number', () => {
  const parse = () =>
    parseRegistrarConfig({ ...registrar, REGISTRATION_MODE: 'closed', MAX_NAMES_PER_ACCOUNT: '0' });
  expect(parse).toThrow(
    'REGISTRATION_MODE must be one of open, approve\nMAX_NAMES_PER_ACCOUNT must be a whole number',
  );
});

test('lists every variable that is missing or malformed', () => {
  const parse = () =>
    parseRegistrarConfig({
      ...registrar,
      TENANTS_TABLE: undefined,
      ORGANIZATION_ID: 'r-root',
      BUCKET_POLICY_MODE: 'all',
    });
  expect(parse).toThrow(/TENANTS_TABLE/);
  expect(parse).toThrow(/ORGANIZATION_ID/);
  expect(parse).toThrow(/BUCKET_POLICY_MODE/);
});

test('reads the base policy resource’s environment, which knows no table', () => {
  const { EVENT_BUCKET, ORGANIZATION_ID } = registrar;
  const REGISTRATION_QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/111111111111/registrations.fifo';
  const config = parseBasePolicyConfig({
    EVENT_BUCKET,
    ORGANIZATION_ID,
    REGISTRATION_QUEUE_URL,
    BUCKET_POLICY_MODE: 'organization',
  });
  expect(config).toMatchObject({ registrationQueueUrl: REGISTRATION_QUEUE_URL, mode: 'organization' });
});

test('takes the partition from the function’s own ARN unless the environment names one', () => {
  const arn = 'arn:aws-us-gov:lambda:us-gov-west-1:111111111111:function:registrar';
  expect(partitionOf({ partition: undefined }, arn)).toBe('aws-us-gov');
  expect(partitionOf({ partition: 'aws-cn' }, arn)).toBe('aws-cn');
});
