import { describe, expect, it } from 'vitest';
import { createClient } from '../../../router/client/client.ts';
import { ApiError, errors, NoAnswerError } from '../../../router/client/errors.ts';
import { type Answer, OPTIONS, refusal, scriptedClient } from './scripted-api.ts';

const TEXT = { DestinationPhoneNumber: '+14254147755', MessageBody: 'hello' };
const SENT: Answer = [200, { MessageId: 'm-1' }];

describe('a call', () => {
  it("posts the input to the tenant's action and promises the output", async () => {
    const { client, requests } = scriptedClient([SENT]);
    expect(await client.tenant('acme').SendTextMessage(TEXT)).toEqual({ MessageId: 'm-1' });
    expect(requests.map(({ url }) => url)).toEqual(['https://api.example.org/prod/acme/SendTextMessage']);
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual(TEXT);
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer token-1');
  });

  it('goes to no other path, whatever the tenant is called', async () => {
    const { client, requests } = scriptedClient([[200, {}]]);
    await client.tenant('../x/y?z').DescribePools();
    expect(requests[0]?.url).toBe('https://api.example.org/prod/..%2Fx%2Fy%3Fz/DescribePools');
  });

  it('calls no action because a tenant is awaited or printed', async () => {
    const { client, requests } = scriptedClient([SENT]);
    const tenant = await Promise.resolve(client.tenant('acme'));
    expect(String(Object.keys(tenant))).toBe('');
    expect(requests).toEqual([]);
  });

  it('has the answer of a batch that was done in part', async () => {
    const answer = { RegistrationId: 'r', FieldValues: [{ FieldPath: 'a', Status: 'NOT_ATTEMPTED' }] };
    const { client } = scriptedClient([[207, answer]]);
    const input = { RegistrationId: 'r', FieldValues: [{ FieldPath: 'a', TextValue: 'b' }] };
    expect(await client.tenant('acme').PutRegistrationFieldValue(input)).toEqual(answer);
  });

  it('ends with the reason of the signal', async () => {
    const { client, requests } = scriptedClient(['no answer']);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(client.tenant('acme').DescribePools({}, { signal })).rejects.toThrow('enough');
    expect(requests).toEqual([]);
  });

  it.each([
    ['baseUrl', { baseUrl: 'http://api.example.org' }],
    ['tokenUrl', { tokenUrl: 'http://auth.example.org/oauth2/token' }],
    ['baseUrl', { baseUrl: 'api' }],
  ])('needs a %s that keeps a secret', (option, change) => {
    expect(() => createClient({ ...OPTIONS, ...change })).toThrow(option);
    expect(() => createClient({ ...OPTIONS, baseUrl: 'http://127.0.0.1:8787' })).not.toThrow();
  });
});

describe('the token', () => {
  it('is fetched once, also for concurrent calls', async () => {
    const { client, tokenRequests } = scriptedClient([SENT]);
    const acme = client.tenant('acme');
    await Promise.all([acme.SendTextMessage(TEXT), client.tenant('globex').SendTextMessage(TEXT)]);
    await acme.SendTextMessage(TEXT);
    expect(tokenRequests).toHaveLength(1);
    expect(tokenRequests[0]?.body).toBe('grant_type=client_credentials');
    expect(tokenRequests[0]?.headers.get('authorization')).toBe(`Basic ${btoa('id:secret')}`);
  });

  it('is replaced a minute before its end', async () => {
    const { client, tokenRequests, advance } = scriptedClient([[200, {}]]);
    await client.tenant('acme').DescribePools();
    advance(3_539_000);
    await client.tenant('acme').DescribePools();
    expect(tokenRequests).toHaveLength(1);
    advance(1_000);
    await client.tenant('acme').DescribePools();
    expect(tokenRequests).toHaveLength(2);
  });

  it('is replaced once when the API refuses it', async () => {
    const refused = refusal(401, 'UnauthorizedException');
    const once = scriptedClient([refused, SENT]);
    await once.client.tenant('acme').SendTextMessage(TEXT);
    expect(once.requests.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    const always = scriptedClient([refused]);
    await expect(always.client.tenant('acme').SendTextMessage(TEXT)).rejects.toBeInstanceOf(
      errors.UnauthorizedException,
    );
    expect(always.requests).toHaveLength(2);
  });
});

describe('repetition', () => {
  it.each<[string, Answer]>([
    ['throttling', refusal(429, 'ThrottlingException')],
    ['trouble at AWS', refusal(502, 'UpstreamException')],
    ['a timeout of the gateway', refusal(504, 'UpstreamTimeoutException')],
    ['no answer', 'no answer'],
    ['an answer that is cut off', [200, '{"MessageI']],
    ['an answer of somebody else', [503, '<html>']],
  ])('of a send after %s has the same key', async (_what, failure) => {
    const { client, keys } = scriptedClient([failure, failure, SENT]);
    expect(await client.tenant('acme').SendTextMessage(TEXT)).toEqual({ MessageId: 'm-1' });
    expect(keys()).toEqual(['key-1', 'key-1', 'key-1']);
  });

  it('of a read has no key', async () => {
    const { client, keys } = scriptedClient(['no answer', [200, {}]]);
    await client.tenant('acme').DescribePools();
    expect(keys()).toEqual([null, null]);
  });

  it('chooses another key for another call, and none in place of the caller’s', async () => {
    const { client, keys } = scriptedClient([SENT]);
    const acme = client.tenant('acme');
    await acme.SendTextMessage(TEXT);
    await acme.SendTextMessage(TEXT);
    await acme.SendTextMessage(TEXT, { idempotencyKey: 'order-4711' });
    expect(new Set(keys()).size).toBe(3);
    expect(keys()[2]).toBe('order-4711');
  });

  it('takes a new key where the table of keys failed, unless the caller chose it', async () => {
    const failed = refusal(502, 'IdempotencyStoreException');
    const ours = scriptedClient([failed, SENT]);
    await ours.client.tenant('acme').SendTextMessage(TEXT);
    expect(new Set(ours.keys()).size).toBe(2);
    const theirs = scriptedClient([failed, SENT]);
    const call = theirs.client.tenant('acme').SendTextMessage(TEXT, { idempotencyKey: 'order-4711' });
    await expect(call).rejects.toBeInstanceOf(errors.IdempotencyStoreException);
    expect(theirs.requests).toHaveLength(1);
  });

  it('waits for the first request with a key as long as there is time', async () => {
    const running: Answer = [
      ...(refusal(409, 'RequestInProgressException') as readonly [number, unknown]),
      { 'retry-after': '1' },
    ];
    const { client, requests } = scriptedClient([...Array(10).fill(running), SENT]);
    await client.tenant('acme').SendTextMessage(TEXT);
    expect(requests).toHaveLength(11);
    const endless = scriptedClient([running]);
    await expect(endless.client.tenant('acme').SendTextMessage(TEXT)).rejects.toThrow('RequestInProgress');
    expect(endless.waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(60_000);
  });

  it('stops at an unknown outcome, and gives the earlier error as its cause', async () => {
    const { client, requests } = scriptedClient(['no answer', refusal(409, 'OutcomeUnknownException'), SENT]);
    const error = await client
      .tenant('acme')
      .SendTextMessage(TEXT)
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(errors.OutcomeUnknownException);
    expect(error.cause).toBeInstanceOf(NoAnswerError);
    expect(requests).toHaveLength(2);
  });

  it.each(['ValidationException', 'ForbiddenException', 'ConflictException', 'IdempotencyKeyReuseException'])(
    'does not follow %s',
    async (name) => {
      const { client, requests } = scriptedClient([refusal(400, name)]);
      await expect(client.tenant('acme').SendTextMessage(TEXT)).rejects.toMatchObject({ name });
      expect(requests).toHaveLength(1);
    },
  );

  it('ends after as many attempts as allowed, with growing waits that respect Retry-After', async () => {
    const { client, requests, waits } = scriptedClient([
      'no answer',
      'no answer',
      [...(refusal(429, 'ThrottlingException') as readonly [number, unknown]), { 'retry-after': '7' }],
      'no answer',
    ]);
    await expect(client.tenant('acme').DescribePools()).rejects.toBeInstanceOf(NoAnswerError);
    expect(requests).toHaveLength(4);
    expect(waits).toEqual([200, 400, 7_800]);
  });
});

describe('errors', () => {
  it('have a class by name, and what the API says', async () => {
    const details = { Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT', ResourceType: 'phone-number' };
    const { client } = scriptedClient([refusal(409, 'ConflictException', details)]);
    const error = await client
      .tenant('acme')
      .SendTextMessage(TEXT)
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(errors.ConflictException);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).not.toBeInstanceOf(errors.ThrottlingException);
    expect(error).toMatchObject({ name: 'ConflictException', status: 409, details, requestId: 'r-1' });
  });

  it('may be newer than the package', async () => {
    for (const name of ['NewerException', 'constructor']) {
      const { client } = scriptedClient([refusal(400, name)]);
      const error = await client
        .tenant('acme')
        .SendTextMessage(TEXT)
        .catch((thrown) => thrown);
      expect(error).toBeInstanceOf(ApiError);
      expect(error.name).toBe(name);
    }
  });

  it('contain no secret', async () => {
    const { client } = scriptedClient([refusal(401, 'UnauthorizedException')]);
    const error = await client
      .tenant('acme')
      .SendTextMessage(TEXT)
      .catch((thrown) => thrown);
    expect(JSON.stringify(error) + error.stack).not.toMatch(/secret|token-\d/);
  });
});

describe('pages', () => {
  it('asks for the next page when it is wanted', async () => {
    const { client, requests } = scriptedClient([
      [200, { Pools: [1], NextToken: 'two' }],
      [200, { Pools: [], NextToken: 'three' }],
      [200, { Pools: [3] }],
    ]);
    const seen: unknown[] = [];
    for await (const page of client.tenant('acme').pages.DescribePools({ MaxResults: 1 })) {
      seen.push(page.Pools);
      expect(requests).toHaveLength(seen.length);
    }
    expect(seen).toEqual([[1], [], [3]]);
    expect(requests.map(({ body }) => JSON.parse(body).NextToken)).toEqual([undefined, 'two', 'three']);
  });
});
