import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import type { NormalizedSchema } from '@smithy/core/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEYED_SENDS_TABLE_NAME } from '../../../registrar/contract/names.ts';
import { ACTIONS, ALLOWLIST, type OwnAction } from '../../../router/actions/allowlist.ts';
import { loadOperation } from '../../../router/actions/operation.ts';
import { secretMembers } from '../../../router/actions/schema-members.ts';
import { countsIdempotencyKey } from '../../../router/keyed-sends/idempotency-key.ts';
import { type CallbacksBench, createCallbacksBench } from '../messages/callbacks/callbacks-bench.ts';
import { TENANTS } from '../rig.ts';
import { errorOf } from '../test-router.ts';

const NUMBER = '+14254147755';

type KeyedOwnAction = {
  [A in OwnAction]: (typeof ALLOWLIST)[A]['access'] extends 'read' ? never : A;
}[OwnAction];

let bench: CallbacksBench;
let dynamoDb: DynamoDBClient;
beforeAll(async () => {
  bench = await createCallbacksBench();
  const { accessKeyId, secretAccessKey, region } = LOCAL_ACCOUNTS.management;
  dynamoDb = new DynamoDBClient({
    endpoint: bench.rig.aws.url,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
});
afterAll(async () => {
  dynamoDb.destroy();
  await bench.stop();
});

const callback = (CallbackName: string) => ({
  CallbackName,
  Url: 'https://93.184.215.14/',
  EventTypes: ['*'],
});

function act(action: string, input: object, key?: string) {
  const headers: Record<string, string> = key === undefined ? {} : { 'Idempotency-Key': key };
  return bench.router.post(`/acme/${action}`, input, { headers });
}

/** All that the table of keyed sends holds, as text. */
async function kept(): Promise<string> {
  const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName: KEYED_SENDS_TABLE_NAME }));
  return JSON.stringify(Items);
}

/** An input for each of our own actions that can be asked with an Idempotency-Key, on a callback of that name. */
const INPUTS: Readonly<Record<KeyedOwnAction, (name: string) => object>> = {
  PutCallback: callback,
  DeleteCallback: (CallbackName) => ({ CallbackName }),
  TestCallback: (CallbackName) => ({ CallbackName }),
  RotateCallbackSecret: (CallbackName) => ({ CallbackName }),
};

describe('what is kept of an answer', () => {
  it.each(Object.entries(INPUTS))(
    'is no secret: %s answers the same again, and its table does not have it',
    async (action, inputOf) => {
      if (action !== 'PutCallback') await act('PutCallback', callback(action));
      const first = await act(action, inputOf(action), `key-${action}`);
      expect(first.status).toBe(200);
      const again = await act(action, inputOf(action), `key-${action}`);
      expect(again).toMatchObject({ status: 200, body: first.body });
      expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true' });
      const table = await kept();
      expect(table).toContain('Answered');
      expect(table).not.toContain('whsec_');
      const { SigningSecret } = first.body;
      if (SigningSecret !== undefined) expect(table).not.toContain(SigningSecret.replace('whsec_', ''));
      await act('DeleteCallback', { CallbackName: action });
    },
  );

  it.each([
    ['replaced', 'RotateCallbackSecret'],
    ['deleted', 'DeleteCallback'],
  ])('does not return a secret that was %s since, and says so', async (_, action) => {
    const key = `then-${action}`;
    await act('PutCallback', callback(key), key);
    await act(action, { CallbackName: key });
    const again = await act('PutCallback', callback(key), key);
    expect(errorOf(again)).toMatchObject({
      status: 409,
      name: 'SecretReplacedException',
      message: expect.stringMatching(
        /while the callback exists, RotateCallbackSecret .* after that, PutCallback/i,
      ),
    });
    expect(JSON.stringify(again)).not.toContain('whsec_');
    await act('DeleteCallback', { CallbackName: key });
  });

  it('is not given to another account that has taken over the released name', async () => {
    const input = callback('taken-over');
    const first = await act('PutCallback', input, 'key-taken-over');
    await bench.rig.putTenant({ ...TENANTS.acme, accountId: LOCAL_ACCOUNTS.globex.accountId });
    // Until the router looks the tenant up again.
    await bench.pass(31_000);
    const after = await act('PutCallback', input, 'key-taken-over');
    expect(after).toMatchObject({ status: 200, body: { SigningSecret: expect.any(String) } });
    expect(after.body.SigningSecret).not.toBe(first.body.SigningSecret);
    expect(after.headers).not.toHaveProperty('idempotency-replayed');
    await act('DeleteCallback', { CallbackName: 'taken-over' });
    await bench.rig.putTenant(TENANTS.acme);
    await bench.pass(31_000);
    await act('DeleteCallback', { CallbackName: 'taken-over' });
  });

  it("is nothing of a request's body, numbers and text of a message among it", async () => {
    const text = { DestinationPhoneNumber: NUMBER, MessageBody: 'Your code is 1234' };
    expect((await act('SendTextMessage', text, 'key-text')).status).toBe(200);
    const table = await kept();
    expect(table).not.toContain(NUMBER);
    expect(table).not.toContain('Your code is');
    expect(table).not.toContain('key-text');
  });
});

describe('a secret in an answer', () => {
  const keyed = ACTIONS.filter((action) => countsIdempotencyKey(ALLOWLIST[action].access));

  it('is marked as one, and is at the top level, where it is removed', async () => {
    for (const action of keyed) {
      const { service, output } = await loadOperation(action);
      const secrets = membersOf(output).filter(
        ({ name, schema }) =>
          schema.getMergedTraits().sensitive !== undefined || /secret$|password$/i.test(name),
      );
      const known = service === 'router' ? secretMembers(output) : [];
      expect({ action, secrets: secrets.map(({ path }) => path) }).toEqual({ action, secrets: known });
    }
  });
});

interface Member {
  readonly name: string;
  readonly path: string;
  readonly schema: NormalizedSchema;
}

/** The members of a structure, however deep. */
function membersOf(schema: NormalizedSchema, path = '', above = new Set<unknown>()): readonly Member[] {
  if (schema.isListSchema() || schema.isMapSchema())
    return membersOf(schema.getValueSchema(), `${path}[]`, above);
  if (!schema.isStructSchema() || above.has(schema.getSchema())) return [];
  const seen = new Set(above).add(schema.getSchema());
  return [...schema.structIterator()].flatMap(([name, member]) => {
    const memberPath = path === '' ? name : `${path}.${name}`;
    return [{ name, path: memberPath, schema: member }, ...membersOf(member, memberPath, seen)];
  });
}
