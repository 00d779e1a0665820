import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { administratorOf } from '@pinpoint-tenant-router/local-aws/accounts';
import { expect } from 'vitest';
import { LOCAL_TENANTS, type LocalSystem } from '../../../infra/local/system/local-system.ts';
import { call } from '../../support/api.ts';
import { MANAGEMENT } from '../../support/parties.ts';
import { eventually } from '../../support/patience.ts';
import { tenantResource } from '../../support/resources.ts';
import type { Journey } from '../journey.ts';

/** The simulator's number in the United States that messages always reach. */
const SUCCESS_NUMBER = '+14254147755';

/** The text of every object under a prefix of the central bucket. */
export async function eventsUnder(system: LocalSystem, prefix: string): Promise<string> {
  return (await objectsUnder(system, prefix)).join('');
}

async function objectsUnder(system: LocalSystem, prefix: string): Promise<readonly string[]> {
  const s3 = new S3Client({ ...administratorOf(system.aws, MANAGEMENT), forcePathStyle: true });
  const Bucket = system.outputs.EventBucketName;
  const { Contents: contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
  const texts = contents.map(async ({ Key }) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToString()) ?? '';
  });
  return await Promise.all(texts);
}

export const messageJourneys: readonly Journey[] = LOCAL_TENANTS.flatMap((tenant) => [
  {
    title: `a number is looked at by the Amazon Pinpoint of ${tenant.tenantId}`,
    async run(system) {
      const answer = await call(system, `${tenant.tenantId}/PhoneNumberValidate`, {
        NumberValidateRequest: { PhoneNumber: SUCCESS_NUMBER, IsoCountryCode: 'US' },
      });
      expect(answer).toMatchObject({
        status: 200,
        body: { NumberValidateResponse: { CleansedPhoneNumberE164: SUCCESS_NUMBER } },
      });
    },
  },
  {
    title: `a text goes out in the account and Region of ${tenant.tenantId}`,
    async run(system) {
      const answer = await call(system, `${tenant.tenantId}/SendTextMessage`, {
        DestinationPhoneNumber: SUCCESS_NUMBER,
        MessageBody: `Hello from ${tenant.tenantId}`,
        Context: { order: '4711' },
      });
      expect(answer).toMatchObject({ status: 200, body: { MessageId: expect.any(String) } });
      const sent = system.aws.smsVoice
        .messages()
        .find(({ messageId }) => messageId === answer.body.MessageId);
      expect(sent).toMatchObject({
        accountId: tenant.accountId,
        region: tenant.region,
        body: `Hello from ${tenant.tenantId}`,
      });
    },
  },
  {
    title: `a text's events reach the log group of ${tenant.tenantId} and its prefix of the central bucket`,
    async run(system) {
      const { body } = await call(system, `${tenant.tenantId}/SendTextMessage`, {
        DestinationPhoneNumber: SUCCESS_NUMBER,
        MessageBody: 'Your order has been sent',
        ConfigurationSetName: 'Default',
      });
      const group = tenantResource(system, tenant, 'AWS::Logs::LogGroup', 'MessagingEvents');
      const groupArn = String(group.state.attributes.Arn).replace(/:\*$/, '');
      await eventually(async () => {
        const logged = system.aws.logs.lines(groupArn).filter((line) => line.includes(body.MessageId));
        expect(logged.join()).toContain('TEXT_DELIVERED');
        const today = new Date().toISOString().slice(0, 10);
        const objects = await objectsUnder(system, `accountId=${tenant.accountId}/date=${today}/`);
        const own = objects.filter((object) => object.includes(body.MessageId));
        // One record a line, and a line end behind the last one.
        const events = own.flatMap((object) => object.split('\n').slice(0, -1));
        expect(events.map((line) => JSON.parse(line).messageId)).toContain(body.MessageId);
        expect(events.join()).toMatch(/TEXT_(SENT|DELIVERED)/);
      }, 15);
    },
  },
]);
