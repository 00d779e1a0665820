import { describe, expect, it } from 'vitest';
import { CALLBACKS_TABLE_NAME, TENANTS_TABLE_NAME } from '../../../../registrar/contract/names.ts';
import { call } from '../../../support/api.ts';
import { ACME, GLOBEX, MANAGEMENT } from '../../../support/parties.ts';
import { eventually } from '../../../support/patience.ts';
import {
  ANSI,
  callbackServer,
  deliverHistory,
  messages,
  NUMBER,
  overwrite,
  storedMessages,
  system,
} from './messages-rig.ts';

/** Nobody waits for ten failures. */
async function openBreaker(name: string): Promise<void> {
  await system()
    .aws.dynamoDb.database(MANAGEMENT)
    .run('UpdateItem', {
      TableName: CALLBACKS_TABLE_NAME,
      Key: { pk: { S: GLOBEX.accountId }, sk: { S: `globex#${name}` } },
      UpdateExpression: 'SET failuresInARow = :ten, probeAgainAt = :later',
      ExpressionAttributeValues: { ':ten': { N: '10' }, ':later': { N: String(Date.now() + 3_600_000) } },
    });
}

async function setRegistration(tenantId: string, registration: string): Promise<void> {
  await system()
    .aws.dynamoDb.database(MANAGEMENT)
    .run('UpdateItem', {
      TableName: TENANTS_TABLE_NAME,
      Key: { pk: { S: tenantId } },
      UpdateExpression: 'SET registration = :registration',
      ExpressionAttributeValues: { ':registration': { S: registration } },
    });
}

export function statuses(): void {
  describe('status', () => {
    /** A message of acme that was sent through the API and delivered to its callback. */
    let sent: string;

    it('shows a message, its events and what callbacks were told, and no number or context unless asked', async () => {
      const text = {
        DestinationPhoneNumber: NUMBER,
        MessageBody: 'the code is 1234',
        Context: { order: 'secret-4711' },
      };
      sent = (await call(system(), 'acme/SendTextMessage', text)).body.MessageId;
      await eventually(async () => {
        const { text: shown, code } = await messages(['status', 'acme', sent]);
        expect(code).toBe(0);
        for (const part of ['DELIVERED', 'MESSAGE_ACCEPTED', 'TEXT_DELIVERED', '…7755', '0.00581 US dollars'])
          expect(shown).toContain(part);
        expect(shown).toMatch(/orders +│ message\.delivered +│ DELIVERED at .*, attempt 1, HTTP 200/);
        for (const personal of [NUMBER, 'secret-4711', ANSI]) expect(shown).not.toContain(personal);
      }, 20);
      expect((await messages(['status', 'acme', sent, '--personal'])).text).toMatch(
        /\+14254147755[\s\S]*secret-4711/,
      );
    });

    it('gives programs the same as DescribeMessages, and what the tables know of callbacks', async () => {
      const { text } = await messages(['status', 'acme', sent, '--json', '--personal']);
      const [described] = (await call(system(), 'acme/DescribeMessages', { MessageIds: [sent] })).body
        .Messages;
      expect(JSON.parse(text)).toMatchObject({
        TenantId: 'acme',
        Message: described,
        Callbacks: [
          {
            CallbackName: 'orders',
            Breaker: 'CLOSED',
            Deliveries: expect.arrayContaining([
              expect.objectContaining({
                EventType: 'message.delivered',
                Result: 'DELIVERED',
                HttpStatus: 200,
              }),
            ]),
          },
        ],
      });
      expect((await messages(['status', 'acme', sent, '--json'])).text).not.toMatch(/\d{10}"|secret-4711/);
    });

    it('says that the callbacks of a tenant that has left get nothing', async () => {
      const left = 'acme has left, so its callbacks get nothing more';
      expect((await messages(['status', 'acme', sent])).text).not.toContain(left);
      await setRegistration('acme', 'Deregistered');
      try {
        expect((await messages(['status', 'acme', sent])).text).toContain(left);
      } finally {
        await setRegistration('acme', 'Registered');
      }
    });

    it('shows what waits for a callback whose breaker is open', async () => {
      const CallbackName = 'parked';
      const callback = { CallbackName, Url: callbackServer().url, EventTypes: ['message.inbound'] };
      expect(await call(system(), 'globex/PutCallback', callback)).toMatchObject({ status: 200 });
      await openBreaker(CallbackName);
      // The reader knows a new callback after ten seconds.
      await eventually(async () => {
        const id = (await deliverHistory(GLOBEX)).at(-1) ?? '';
        await eventually(async () => {
          const { text } = await messages(['status', 'globex', id]);
          expect(text).toMatch(/parked \(breaker open\) │ message\.inbound │ attempt 1 waits until \d{4}/);
        }, 3);
      }, 20);
      expect(await call(system(), 'globex/DeleteCallback', { CallbackName })).toMatchObject({ status: 200 });
    });

    it.each<[string, readonly string[], number, string]>([
      ['a misspelt tenant', ['acmee', 'x'], 1, 'There is no tenant acmee. Did you mean acme?'],
      ['what is no tenantId', ['a/b', 'x'], 2, 'A tenantId must be'],
      ['an unknown message', ['acme', 'nobody'], 3, 'has no message nobody'],
      ["another tenant's message", ['globex', '<sent>'], 3, 'globex (account 333333333333) has no message'],
      ['a message beyond its retention', ['acme', 'expired'], 4, 'was kept for 30 days, which have passed'],
      ['a registration', ['acme', 'registration-1'], 3, 'DescribeRegistrations has its status'],
      ['no message', ['acme'], 2, "missing required argument 'messageId'"],
    ])('says of %s what it is, and ends with a code of its own', async (_what, argv, code, message) => {
      const [item] = (await storedMessages()).filter(({ id }) => id === sent);
      const of = (id: string) => ({ ...item, id, pk: `${ACME.accountId}#${id}` });
      await overwrite({ ...of('expired'), expiresAt: Math.floor(Date.now() / 1000) - 60 });
      await overwrite({ ...of('registration-1'), kind: 'registration' });
      const done = await messages(['status', ...argv.map((word) => word.replace('<sent>', sent))]);
      expect(done).toMatchObject({ code, text: '', errors: expect.stringContaining(message) });
    });
  });
}
