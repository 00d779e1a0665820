import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect } from 'vitest';
import type { LocalSystem } from '../../../infra/local/system/local-system.ts';
import { CALLBACKS_TABLE_NAME } from '../../../registrar/contract/names.ts';
import { call } from '../../support/api.ts';
import { type CallbackServer, startCallbackServer } from '../../support/callback-server.ts';
import { ACME, MANAGEMENT } from '../../support/parties.ts';
import { eventually } from '../../support/patience.ts';
import { linesOf, managementResource } from '../../support/resources.ts';
import type { Journey } from '../journey.ts';

const SUCCESS_NUMBER = '+14254147755';

interface Registered {
  readonly server: CallbackServer;
  readonly name: string;
  readonly secret: string;
}

let made = 0;

/** A tenant's callback with a server of its own, while `work` runs. */
export async function withCallback(
  system: LocalSystem,
  work: (registered: Registered) => Promise<void>,
  tenantId = 'acme',
): Promise<void> {
  made += 1;
  const name = `journey-${made}`;
  const server = await startCallbackServer();
  try {
    const input = { CallbackName: name, Url: server.url, EventTypes: ['*'] };
    const key = { 'Idempotency-Key': randomUUID() };
    const answer = await call(system, `${tenantId}/PutCallback`, input, undefined, key);
    expect(answer).toMatchObject({ status: 200 });
    const { SigningSecret: secret } = answer.body;
    // Of a caller who lost the first answer; the secret is not in what was kept of it.
    const again = await call(system, `${tenantId}/PutCallback`, input, undefined, key);
    expect(again.body).toEqual(answer.body);
    await work({ server, name, secret });
  } finally {
    await call(system, `${tenantId}/DeleteCallback`, { CallbackName: name });
    await server.stop();
  }
}

async function act(system: LocalSystem, action: string, input: object) {
  const answer = await call(system, `acme/${action}`, input);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
}

/** Callbacks of a type, as their receiver verifies them; those of other journeys' messages left out. */
export function verified(
  { server, secret }: Registered,
  isWanted: (event: { type: string }, text: string) => boolean,
) {
  return server.received
    .filter(({ body }) => isWanted(JSON.parse(body), body))
    .map(({ headers, body }) => ({
      id: headers['webhook-id'],
      event: new Webhook(secret).verify(body, headers) as { type: string; data: object },
    }));
}

function table(system: LocalSystem) {
  const { accountId, region } = MANAGEMENT;
  return system.aws.dynamoDb.database({ accountId, region });
}

/** So that no test waits for ten failures, or for a minute after the last. */
async function openBreaker(system: LocalSystem, name: string): Promise<string> {
  const { Attributes } = await table(system).run('UpdateItem', {
    TableName: CALLBACKS_TABLE_NAME,
    Key: { pk: { S: ACME.accountId }, sk: { S: `acme#${name}` } },
    UpdateExpression: 'SET failuresInARow = :ten, probeAgainAt = :now',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':ten': { N: '10' }, ':now': { N: '0' } },
    ReturnValues: 'ALL_NEW',
  });
  return (Attributes as { callbackId: { S: string } }).callbackId.S;
}

async function waitingFor(system: LocalSystem, callbackId: string): Promise<number> {
  const { Count } = await table(system).run('Query', {
    TableName: CALLBACKS_TABLE_NAME,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: `waiting#${callbackId}` } },
  });
  return Number(Count);
}

function runSchedule(system: LocalSystem): void {
  const { state } = managementResource(system, 'AWS::Events::Rule', 'CallbacksEveryMinute');
  system.aws.eventBridge.runSchedule(String(state.attributes.Arn));
}

function linesSoFar(system: LocalSystem, part: string) {
  const before = linesOf(system, part).length;
  return { since: () => linesOf(system, part).slice(before) };
}

function queueArn(system: LocalSystem, part: string): string {
  return String(managementResource(system, 'AWS::SQS::Queue', part).state.attributes.Arn);
}

/** How callbacks are called, and what happens to a delivery that fails every time. */
export const callbackJourneys: readonly Journey[] = [
  {
    title: 'a callback gets the events of a message, signed, and again with the same id after a 500',
    async run(system) {
      await withCallback(system, async (registered) => {
        const { server, name } = registered;
        // Functions cache the tenant's callbacks for ten seconds.
        await eventually(async () => {
          server.answer(500);
          const text = { DestinationPhoneNumber: SUCCESS_NUMBER, MessageBody: 'hello' };
          const { MessageId } = await act(system, 'SendTextMessage', text);
          // `message.accepted` may come too early for the cache; the outcome of the message comes in any case.
          const told = () =>
            verified(
              registered,
              ({ type }, body) => type === 'message.delivered' && body.includes(MessageId),
            );
          await eventually(() => expect(told()).not.toEqual([]), 8);
          server.answer(200);
          await eventually(() => expect(told().length).toBeGreaterThanOrEqual(2), 10);
          const [first, second] = told();
          expect(second?.id).toBe(first?.id);
          expect(first?.event.data).toMatchObject({
            TenantId: 'acme',
            EventType: 'TEXT_DELIVERED',
            Message: { Status: 'DELIVERED' },
          });
        }, 15);
        await eventually(async () => {
          const { Callbacks } = await act(system, 'DescribeCallbacks', {});
          const described = Callbacks.find(
            ({ CallbackName }: { CallbackName: string }) => CallbackName === name,
          );
          expect(described.LastOutcomes).toContainEqual(
            expect.objectContaining({ Result: 'FAILED', HttpStatus: 500, Attempt: 1 }),
          );
        });
      });
    },
  },
  {
    title: 'deliveries wait while their callback fails, and go when a probe has arrived',
    async run(system) {
      await withCallback(system, async (registered) => {
        const { server, name } = registered;
        const callbackId = await openBreaker(system, name);
        await act(system, 'TestCallback', { CallbackName: name });
        await act(system, 'TestCallback', { CallbackName: name });
        await eventually(async () => expect(await waitingFor(system, callbackId)).toBe(2));
        expect(server.received).toEqual([]);
        runSchedule(system);
        await eventually(() => expect(server.received).toHaveLength(1));
        await eventually(async () => {
          const { Callbacks } = await act(system, 'DescribeCallbacks', {});
          expect(Callbacks).toContainEqual(
            expect.objectContaining({ CallbackName: name, Breaker: 'CLOSED' }),
          );
        });
        await eventually(async () => {
          runSchedule(system);
          await eventually(() => expect(server.received.length).toBeGreaterThanOrEqual(2), 1);
        });
        await eventually(async () => expect(await waitingFor(system, callbackId)).toBe(0));
        expect(verified(registered, ({ type }) => type === 'callback.test').length).toBeGreaterThanOrEqual(2);
      });
    },
  },
  {
    title:
      'a delivery that failed every time is given up with its reason, and is sent again when it is redriven',
    async run(system) {
      await withCallback(system, async ({ server, name }) => {
        server.answer(503);
        const dead = queueArn(system, 'CallbacksDeadLetters');
        const queue = queueArn(system, 'CallbacksQueue');
        const callbackId = await openBreaker(system, name);
        const id = `evt_last_${Date.now()}`;
        const event = { id, type: 'callback.test', key: String(Date.now()) };
        const last = {
          accountId: ACME.accountId,
          tenantId: 'acme',
          callbackName: name,
          callbackId,
          event,
          attempts: 7,
        };
        const { accountId } = MANAGEMENT;
        const arn = `arn:aws:iam::${accountId}:user/administrator`;
        const operator = { kind: 'user', accountId, arn, userId: 'administrator' } as const;
        system.aws.sqs.sendMessage(operator, queue, { body: JSON.stringify({ ...last, isProbe: true }) });
        const letters = () => system.aws.sqs.peek(dead).filter(({ body }) => body.includes(id));
        await eventually(() => expect(letters()).toHaveLength(1));
        expect(server.received).toHaveLength(1);
        expect(letters()[0]?.attributes).toMatchObject({
          explanation: { stringValue: 'Every attempt failed.' },
        });

        server.answer(200);
        await call(system, 'acme/PutCallback', {
          CallbackName: name,
          Url: server.url,
          EventTypes: ['*'],
        });
        system.aws.sqs.moveTasks.start(operator, dead, queue);
        await eventually(() => expect(server.received).toHaveLength(2));
        expect(server.received[1]?.headers['webhook-id']).toBe(id);
      });
    },
  },
  {
    title: 'the deliverer logs counts, and no URL, number, body or secret',
    async run(system) {
      await withCallback(system, async (registered) => {
        const { server, name, secret } = registered;
        // What other journeys left there does not count.
        const deliverer = linesSoFar(system, 'CallbacksDeliverer');
        const releaser = linesSoFar(system, 'CallbacksReleaser');
        await act(system, 'TestCallback', { CallbackName: name });
        await eventually(() => expect(server.received).not.toEqual([]));
        await eventually(() => {
          const lines = deliverer.since();
          expect(lines.some((line) => line.includes('"CallbacksDelivered"'))).toBe(true);
          for (const secretive of [secret, server.url, SUCCESS_NUMBER, 'hello']) {
            expect(lines.join()).not.toContain(secretive);
          }
        });
        runSchedule(system);
        // Lambda itself writes of each invocation.
        await eventually(() => expect(releaser.since()).not.toEqual([]));
      });
    },
  },
];
