import { PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { administratorOf, LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import { expect } from 'vitest';
import type { LocalSystem, LocalTenant } from '../../../infra/local/system/local-system.ts';
import { type ApiAnswer, call } from '../../support/api.ts';
import { ACME, GLOBEX, MEDIA_BUCKET, PASSABLE_ROLE_ARN } from '../../support/parties.ts';
import { tenantResource } from '../../support/resources.ts';
import type { Journey } from '../journey.ts';

const TEXT = { DestinationPhoneNumber: '+14254147755', MessageBody: 'Hello' };

/** What the API does not remove, and what the operator grants it in addition. */
export const protectedJourneys: readonly Journey[] = [
  {
    title:
      "a text without a configuration set goes with the stack's, and its events lead back to the request",
    async run(system) {
      const { body, headers } = await call(system, 'acme/SendTextMessage', TEXT);
      const sent = system.aws.smsVoice.messages().find(({ messageId }) => messageId === body.MessageId);
      expect(sent).toMatchObject({
        configurationSet: 'Default',
        context: { 'router-tenant': 'acme', 'router-request': headers.get('x-request-id') },
      });
    },
  },
  {
    title: 'no call of the API removes what the stack made, and the answer names the stack',
    async run(system) {
      const number = tenantResource(system, ACME, 'AWS::SMSVOICE::PhoneNumber').state;
      const pool = tenantResource(system, ACME, 'AWS::SMSVOICE::Pool').state;
      const set = tenantResource(system, ACME, 'AWS::SMSVOICE::ConfigurationSet').state;
      // Looked at first: without its tag, a resource would go.
      for (const { attributes } of [number, pool, set]) {
        const { body } = await call(system, 'acme/ListTagsForResource', { ResourceArn: attributes.Arn });
        expect(body.Tags).toContainEqual({ Key: 'application', Value: 'pinpoint-tenant-router' });
      }
      const destination = { ConfigurationSetName: 'Default', EventDestinationName: 'Default-Firehose' };
      for (const [action, input] of [
        ['DeleteConfigurationSet', { ConfigurationSetName: 'Default' }],
        ['DeletePool', { PoolId: pool.physicalId }],
        ['ReleasePhoneNumber', { PhoneNumberId: number.physicalId }],
        ['UntagResource', { ResourceArn: pool.attributes.Arn, TagKeys: ['application'] }],
        ['DeleteEventDestination', destination],
        ['UpdateEventDestination', { ...destination, Enabled: false }],
      ] as const) {
        const { status, body } = await call(system, `acme/${action}`, input);
        expect({ status, error: body.error }, action).toMatchObject({
          status: 403,
          error: { message: expect.stringContaining('belong to the stack PinpointTenantAccountStack') },
        });
      }
      const update = { PoolId: pool.physicalId, SelfManagedOptOutsEnabled: false };
      expect((await call(system, 'acme/UpdatePool', update)).status).toBe(200);
    },
  },
  {
    title: "media is sent only from buckets that the tenant's stack names, in its own account",
    async run(system) {
      await storePicture(system);
      expect((await sendPicture(system, ACME)).status).toBe(200);
      const { status, body } = await sendPicture(system, GLOBEX);
      expect({ status, error: body.error }).toMatchObject({
        status: 403,
        error: {
          name: 'AccessDeniedException',
          message: expect.stringContaining('mediaBucketArns of PinpointTenantAccountStack'),
        },
      });
    },
  },
  {
    title: 'an event destination can use a role that the operator allows the API to pass',
    async run(system) {
      createOwnRole(system);
      const group = tenantResource(system, ACME, 'AWS::Logs::LogGroup', 'MessagingEvents');
      await call(system, 'acme/CreateConfigurationSet', { ConfigurationSetName: 'Own' });
      try {
        const created = await call(system, 'acme/CreateEventDestination', {
          ConfigurationSetName: 'Own',
          EventDestinationName: 'Own',
          MatchingEventTypes: ['TEXT_DELIVERED'],
          CloudWatchLogsDestination: {
            IamRoleArn: PASSABLE_ROLE_ARN,
            LogGroupArn: group.state.attributes.Arn,
          },
        });
        expect(created.status).toBe(200);
      } finally {
        await call(system, 'acme/DeleteConfigurationSet', { ConfigurationSetName: 'Own' });
      }
    },
  },
];

/** An object in acme's bucket that globex's account may read too, as far as the bucket is asked. */
async function storePicture({ aws }: LocalSystem): Promise<void> {
  const s3 = new S3Client({
    ...administratorOf(aws, LOCAL_ACCOUNTS.acme),
    forcePathStyle: true,
  });
  try {
    aws.s3.bucket(MEDIA_BUCKET);
  } catch {
    aws.s3.createBucket(ACME, MEDIA_BUCKET);
  }
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${GLOBEX.accountId}:root` },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${MEDIA_BUCKET}/*`,
    },
  });
  await s3.send(new PutBucketPolicyCommand({ Bucket: MEDIA_BUCKET, Policy }));
  await s3.send(new PutObjectCommand({ Bucket: MEDIA_BUCKET, Key: 'parcel.png', Body: 'png' }));
}

async function sendPicture(system: LocalSystem, tenant: LocalTenant): Promise<ApiAnswer> {
  const { smsVoice } = system.aws;
  const { PhoneNumberId } = await smsVoice.call(tenant, 'RequestPhoneNumber', {
    IsoCountryCode: 'US',
    MessageType: 'TRANSACTIONAL',
    NumberCapabilities: ['SMS', 'MMS'],
    NumberType: 'SIMULATOR',
  });
  try {
    return await call(system, `${tenant.tenantId}/SendMediaMessage`, {
      ...TEXT,
      OriginationIdentity: PhoneNumberId,
      MediaUrls: [`s3://${MEDIA_BUCKET}/parcel.png`],
    });
  } finally {
    await smsVoice.call(tenant, 'ReleasePhoneNumber', { PhoneNumberId: String(PhoneNumberId) });
  }
}

/** Allows what event destinations of a log group need. */
function createOwnRole({ aws }: LocalSystem): void {
  const { iam } = aws.kernel;
  if (iam.hasRole(PASSABLE_ROLE_ARN)) return;
  iam.createRole(ACME.accountId, {
    roleName: PASSABLE_ROLE_ARN.split('/').at(-1) ?? '',
    assumeRolePolicy: {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'sms-voice.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    },
    policies: {
      Events: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          Resource: '*',
        },
      },
    },
  });
}
