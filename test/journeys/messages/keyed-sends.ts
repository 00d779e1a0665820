import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { LocalSystem } from '../../../infra/local/system/local-system.ts';
import { type ApiAnswer, call } from '../../support/api.ts';
import { partnerRole, URL_CALLER_ROLE } from '../../support/parties.ts';
import { signedPost } from '../access/callers.ts';
import type { Journey } from '../journey.ts';

const SEND = 'acme/SendTextMessage';
type Door = (headers: Readonly<Record<string, string>>, body: object) => Promise<ApiAnswer>;

export const keyedSendJourneys: readonly Journey[] = [
  {
    title: 'a request with an Idempotency-Key sends one text, at the gateway and at the function URL',
    async run(system) {
      for (const door of [gateway(system), functionUrl(system)]) {
        const key = { 'Idempotency-Key': randomUUID() };
        const text = { DestinationPhoneNumber: '+14254147755', MessageBody: `Once: ${randomUUID()}` };
        const [first, second] = [await door(key, text), await door(key, text)];
        expect(first).toMatchObject({ status: 200, body: { MessageId: expect.any(String) } });
        expect(second).toMatchObject({ status: 200, body: first.body });
        expect(second.headers.get('idempotency-replayed')).toBe('true');
        const sent = system.aws.outbox.messages().filter(({ body }) => body === text.MessageBody);
        expect(sent).toHaveLength(1);
        const other = await door(key, { ...text, MessageBody: 'another text' });
        expect(other).toMatchObject({
          status: 422,
          body: { error: { name: 'IdempotencyKeyReuseException' } },
        });
      }
    },
  },
  {
    title: 'a request that AWS refused leaves its Idempotency-Key free',
    async run(system) {
      const key = { 'Idempotency-Key': randomUUID() };
      const lost = { DestinationPhoneNumber: '+14254147755', OriginationIdentity: 'pool-lost' };
      for (let tries = 0; tries < 2; tries += 1)
        expect(await gateway(system)(key, lost)).toMatchObject({
          status: 404,
          body: { error: { name: 'ResourceNotFoundException' } },
        });
    },
  },
];

function gateway(system: LocalSystem): Door {
  return (headers, body) => call(system, SEND, body, undefined, headers);
}

function functionUrl(system: LocalSystem): Door {
  return async (headers, body) => {
    const caller = partnerRole(system, URL_CALLER_ROLE);
    const response = await signedPost(system, caller, SEND, JSON.stringify(body), headers);
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
}
