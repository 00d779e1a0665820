import { GetBucketPolicyCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { administratorOf } from '@pinpoint-tenant-router/local-aws/accounts';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventPrefix } from '../../../../registrar/contract/names.ts';
import { statusRecord } from '../../../router/messages/events.ts';
import { ACME, GLOBEX, MANAGEMENT } from '../../../support/parties.ts';
import { eventually } from '../../../support/patience.ts';
import { managementResource, messagesIn } from '../../../support/resources.ts';
import { becomeOperator, runbookPolicy } from '../operator-role.ts';
import {
  ANSI,
  callbackServer,
  clockOf,
  deliver,
  deliverHistory,
  loseMessages,
  messages,
  storedMessages,
  system,
} from './messages-rig.ts';

/** The events that the callback got, with repetitions. */
function told(part: string): readonly string[] {
  return callbackServer()
    .received.filter(({ body }) => body.includes(part))
    .map(({ headers }) => headers['webhook-id'] ?? '');
}

/** Nobody may read an object any more: the bucket's owner has forgotten a statement in its policy. */
async function withhold(key: string): Promise<void> {
  const s3 = new S3Client({ ...administratorOf(system().aws, MANAGEMENT), forcePathStyle: true });
  const Bucket = system().outputs.EventBucketName;
  const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  const policy = JSON.parse(Policy);
  const Resource = `arn:aws:s3:::${Bucket}/${key}`;
  policy.Statement.push({ Sid: 'Own', Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) }));
}

export function replays(): void {
  describe('replay', () => {
    const today = new Date().toISOString().slice(0, 10);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    /** Until now. */
    const ALL = ['replay', '--from', today] as const;
    let history: readonly Record<string, unknown>[];

    /** What the reader writes, without how often it wrote it. */
    async function contents() {
      return (await storedMessages()).map(({ revision: _, ...item }) => item);
    }

    beforeAll(async () => {
      becomeOperator(system(), runbookPolicy(system(), 'messages'));
      // From here on, everything that the table has comes from the bucket.
      await loseMessages();
      for (const tenant of [ACME, GLOBEX]) await deliverHistory(tenant);
      expect((await messages([...ALL, '--yes'])).code).toBe(0);
      history = await contents();
    });

    it('restores a table that was lost, item by item, and tells no callback', async () => {
      await eventually(() => expect(messagesIn(system(), 'CallbacksQueue')).toBe(0));
      await loseMessages();
      const before = callbackServer().received.length;
      const done = await messages([...ALL, '--yes']);
      // A delivery is in the callback's queue until it has arrived.
      expect(messagesIn(system(), 'CallbacksQueue')).toBe(0);
      expect(callbackServer().received.length).toBe(before);
      expect(done).toMatchObject({ code: 0, text: expect.stringMatching(/^Read again: \d+ objects\.$/) });
      expect(done.errors).toMatch(/ (\d+) of \1 objects read again/);
      expect(done.errors + done.text).not.toContain(ANSI);
      expect(await contents()).toEqual(history);
    });

    it('changes nothing the second time, nor when callbacks are to be told', async () => {
      const before = await storedMessages();
      const told = callbackServer().received.length;
      expect(await messages([...ALL, '--yes', '--json'])).toMatchObject({ code: 0 });
      expect(await messages([...ALL, '--yes', '--callbacks'])).toMatchObject({ code: 0 });
      expect(await storedMessages()).toEqual(before);
      expect(messagesIn(system(), 'CallbacksQueue')).toBe(0);
      expect(callbackServer().received.length).toBe(told);
    });

    it('reads one tenant alone, and tells its callbacks with the ids of before when it is asked to', async () => {
      const id = String(history.find(({ id }) => String(id).startsWith('acme-1-'))?.id);
      const before = new Set(told(id));
      await loseMessages();
      const done = await messages([...ALL, '--yes', '--callbacks', '--tenant', 'acme', '--json']);
      expect(JSON.parse(done.text)).toEqual({ Objects: expect.any(Number), DeadLetters: 0 });
      const ofAcme = history.filter(({ pk }) => String(pk).startsWith(ACME.accountId));
      expect(await contents()).toEqual(ofAcme);
      await eventually(() => expect(told(id).length).toBeGreaterThan(before.size));
      if (before.size > 0) expect(new Set(told(id))).toEqual(before);
    });

    it('asks first, with the number of objects and about what it costs, and does nothing when the answer is no', async () => {
      await loseMessages();
      const done = await messages(ALL, { ask: () => 'n' });
      expect(done).toMatchObject({ code: 1, errors: expect.stringContaining('Nothing was changed.') });
      expect(done.questions).toEqual([
        expect.stringMatching(
          /^Have \d+ objects of all tenants read again .* No callback is told\. About 0\.01 US dollars/,
        ),
      ]);
      expect(await messages(ALL)).toMatchObject({ code: 2, errors: expect.stringContaining('--yes') });
      expect(await storedMessages()).toEqual([]);
    });

    it('goes on after Ctrl-C with what it was given, and the same again is harmless', async () => {
      const interrupted = AbortSignal.abort();
      const done = await messages([...ALL, '--yes'], { interrupted });
      expect(done).toMatchObject({
        code: 1,
        errors: expect.stringMatching(/Interrupted: .* 0 of \d+ objects/),
      });
      expect(await messages([...ALL, '--yes'])).toMatchObject({ code: 0 });
      expect(await contents()).toEqual(history);
    });

    it('says how many objects became dead letters', async () => {
      const since = new Date().toISOString();
      const Key = await deliver(eventPrefix(GLOBEX.accountId), [statusRecord()]);
      await eventually(() => expect(messagesIn(system(), 'NewObjectsQueue')).toBe(0));
      const queue = system().aws.sqs.queue(
        String(managementResource(system(), 'AWS::SQS::Queue', 'NewObjectsQueue').state.attributes.Arn),
      );
      // Nobody waits for five attempts, twelve minutes apart.
      const clock = clockOf(async () => {
        for (const { messageId, state } of queue.peek())
          if (state === 'inFlight') queue.endVisibilityTimeout(messageId);
        await new Promise((resolve) => setTimeout(resolve, 100));
      });
      await withhold(Key);
      const done = await messages(['replay', '--from', since, '--to', tomorrow, '--yes'], {}, clock);
      expect(done).toMatchObject({
        code: 1,
        errors: expect.stringContaining('Of 1 object, 1 could not be read'),
      });
      const warned = await messages(ALL, { ask: () => 'n' });
      expect(warned.errors).toContain('1 object among the dead letters');
    });

    it.each<[string, readonly string[], number, string]>([
      ['no time', ['--from', 'yesterday', '--to', tomorrow], 2, 'must be a UTC day'],
      ['a time without a zone', ['--from', `${today}T10:00:00`, '--to', tomorrow], 2, 'with its zone'],
      ['no beginning', ['--to', tomorrow], 2, "required option '--from <time>'"],
      ['an end before the beginning', ['--from', tomorrow, '--to', today], 2, 'must be earlier'],
      [
        'what is not kept any more',
        ['--from', '2020-01-01', '--to', '2020-01-02'],
        2,
        'past their retention (30 days)',
      ],
      [
        'what is still on its way',
        ['--from', '2100-01-01', '--to', '2100-01-02'],
        2,
        'still be on their way to the reader',
      ],
      [
        'a misspelt tenant',
        ['--from', today, '--to', tomorrow, '--tenant', 'acmee'],
        1,
        'Did you mean acme?',
      ],
    ])('is refused with %s', async (_what, argv, code, message) => {
      const done = await messages(['replay', '--yes', ...argv]);
      expect(done).toMatchObject({ code, text: '', errors: expect.stringContaining(message) });
    });

    it('finds nothing where nothing was written', async () => {
      const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
      const done = await messages(['replay', '--from', yesterday, '--to', today, '--yes']);
      expect(done).toMatchObject({ code: 0, text: expect.stringContaining('No events were written from') });
    });
  });
}
