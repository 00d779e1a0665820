import { describe, expect, it } from 'vitest';
import { MESSAGES_TABLE_NAME, reconcileMessage } from '../../../../registrar/contract/names.ts';
import { replayMessage } from '../../../../router/messages/operator/replay-message.ts';
import { busEvent, statusRecord } from '../../../router/messages/events.ts';
import { ACME, MANAGEMENT, PARTNER } from '../../../support/parties.ts';
import { eventually } from '../../../support/patience.ts';
import { managementResource, messagesIn } from '../../../support/resources.ts';
import { announceAs, at, system, tenants } from './tenants-rig.ts';

const ESCAPE = '\u001b';

const { accountId } = MANAGEMENT;
const ADMINISTRATOR = {
  kind: 'user',
  accountId,
  userId: 'administrator',
  arn: `arn:aws:iam::${accountId}:user/administrator`,
} as const;

/** Buries a message by hand: what fails five times, twelve minutes apart, takes an hour. */
function bury(queue: string, body: string, attributes: Readonly<Record<string, string>> = {}): void {
  const { state } = managementResource(system(), 'AWS::SQS::Queue', queue);
  system().aws.sqs.sendMessage(ADMINISTRATOR, String(state.attributes.Arn), {
    body,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }]),
    ),
  });
}

export function deadLetters(): void {
  describe('dead letters', () => {
    it('of registrations are listed with their reason, and given to the registrar once more', async () => {
      expect(await tenants('dead-letters')).toMatchObject({ code: 0, text: 'There are no dead letters.' });
      expect(await tenants('dead-letters', 'redrive')).toMatchObject({
        code: 0,
        text: expect.stringContaining('is empty'),
      });
      await announceAs(PARTNER, 'acme');
      await eventually(async () => expect((await tenants('dead-letters')).text).toContain('1 of 1'));
      const { letters } = JSON.parse((await tenants('dead-letters', 'list', '--json')).text);
      expect(letters).toMatchObject([
        { reason: 'AccountMismatch', account: PARTNER.accountId, tenantId: 'acme' },
      ]);

      const redriven = await tenants('dead-letters', 'redrive');
      expect(redriven).toMatchObject({ code: 0, text: expect.stringContaining('1 dead letters') });
      expect(redriven.errors).toContain('1 of 1 moved');
      // Its cause is not gone.
      await eventually(async () => expect((await tenants('dead-letters')).text).toContain('AccountMismatch'));
    });

    it('of all queues are counted, and shown by what they refer to, without anything personal', async () => {
      const message = statusRecord({ messageId: 'dead', eventTimestamp: Date.now() });
      const key = `accountId=${ACME.accountId}/date=2026-11-26/PinpointEvents-1 a`;
      bury('NewObjectsDeadLetters', replayMessage(system().outputs.EventBucketName ?? '', key, false).body);
      bury(
        'ServiceEventsNewsDeadLetters',
        JSON.stringify(busEvent(ACME.accountId, 'Text Message Delivery Status Updated', message)),
        { ERROR_CODE: 'NO_PERMISSIONS', ERROR_MESSAGE: `refused${ESCAPE}[2J` },
      );
      bury('ServiceEventsNewsDeadLetters', 'no JSON');
      const event = { id: 'evt_1', type: 'message.delivered', of: 'm-1', key: '1 TEXT_DELIVERED' };
      const delivery = {
        accountId: ACME.accountId,
        tenantId: 'acme',
        callbackName: 'orders',
        callbackId: 'x',
      };
      bury('RegistrationReconcileUndelivered', reconcileMessage('schedule'));
      bury('CallbacksDeadLetters', JSON.stringify({ ...delivery, event, attempts: 0 }), {
        explanation: 'Every attempt failed.',
      });
      bury(
        'RegistrationRegistrationsUndelivered',
        JSON.stringify(busEvent(ACME.accountId, `x${ESCAPE}[2J`, {})),
      );

      const { queues, letters } = JSON.parse((await tenants('dead-letters', '--json')).text);
      expect(
        Object.fromEntries(
          queues.map(({ queue, count }: { queue: string; count: number }) => [queue, count]),
        ),
      ).toEqual({
        registrations: 1,
        'undelivered-registrations': 1,
        'undelivered-reconciles': 1,
        objects: 1,
        'service-events': 2,
        callbacks: 1,
      });
      const of = (queue: string) => letters.filter((letter: { queue: string }) => letter.queue === queue);
      expect(of('objects')).toMatchObject([
        { account: ACME.accountId, about: key.replaceAll(' ', '+'), reason: '(failed five times)' },
      ]);
      expect(of('service-events')).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            account: ACME.accountId,
            about: 'Text Message Delivery Status Updated',
            reason: 'NO_PERMISSIONS',
            explanation: 'refused?[2J',
          }),
          expect.objectContaining({ account: '', about: '', reason: '(failed five times)' }),
        ]),
      );
      expect(of('callbacks')).toMatchObject([
        { tenantId: 'acme', about: 'orders message.delivered m-1', explanation: 'Every attempt failed.' },
      ]);
      const { text } = await tenants('dead-letters');
      for (const queue of ['objects', 'service-events', 'callbacks', 'undelivered-registrations'])
        expect(text).toContain(`\n${queue}: `);
      for (const unwanted of ['+14254147755', ESCAPE]) expect(text).not.toContain(unwanted);
      expect((await tenants('dead-letters', 'list', 'objects')).text).not.toContain('callbacks');
    });

    it('are redriven queue by queue, those of callbacks after a question, those that EventBridge repeats not at all', async () => {
      expect(await tenants('dead-letters', 'redrive', 'objects')).toMatchObject({
        code: 0,
        text: expect.stringContaining('1 dead letters of objects'),
      });
      expect(await tenants('dead-letters', 'redrive', 'service-events')).toMatchObject({ code: 0 });
      await eventually(async () => {
        const { Item } = await system()
          .aws.dynamoDb.database(MANAGEMENT)
          .run('GetItem', { TableName: MESSAGES_TABLE_NAME, Key: { pk: { S: `${ACME.accountId}#dead` } } });
        expect(Item).toBeDefined();
      });
      expect(await tenants('dead-letters', 'redrive', 'callbacks')).toMatchObject({ code: 2 });
      expect(messagesIn(system(), 'CallbacksDeadLetters')).toBe(1);
      const asked = await at(() => 'y', ['dead-letters', 'redrive', 'callbacks']);
      expect(asked).toMatchObject({
        code: 0,
        questions: [expect.stringContaining('Send the deliveries again')],
      });
      expect(messagesIn(system(), 'CallbacksDeadLetters')).toBe(0);
      expect(await tenants('dead-letters', 'redrive', 'undelivered-registrations')).toMatchObject({
        code: 1,
        errors: expect.stringContaining('announces itself again within the hour'),
      });
      expect(await tenants('dead-letters', 'redrive', 'everything')).toMatchObject({
        code: 2,
        errors: expect.stringContaining('Allowed choices are registrations,'),
      });
    });
  });
}
