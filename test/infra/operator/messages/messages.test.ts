import { spawn } from 'node:child_process';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { administratorOf } from '@pinpoint-tenant-router/local-aws/accounts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LocalSystem } from '../../../../infra/local/system/local-system.ts';
import { CALLBACKS_TABLE_NAME, eventPrefix } from '../../../../registrar/contract/names.ts';
import { statusRecord } from '../../../router/messages/events.ts';
import { call } from '../../../support/api.ts';
import { type CallbackServer, startCallbackServer } from '../../../support/callback-server.ts';
import { ACME, GLOBEX, MANAGEMENT } from '../../../support/parties.ts';
import { eventually } from '../../../support/patience.ts';
import { managementResource, messagesIn } from '../../../support/resources.ts';
import {
  becomeOperator,
  OPERATOR_ARN,
  restoreShell,
  runbookPolicy,
  withoutAction,
} from '../operator-role.ts';
import {
  deliver,
  deliverHistory,
  LATER,
  loseMessages,
  messages,
  overwrite,
  startMessages,
  storedMessages,
} from './messages-rig.ts';

const NUMBER = '+14254147755';
const ANSI = '\u001b';

let system: LocalSystem;
let server: CallbackServer;
/** A message of acme's that went through the API, and whose callback was told. */
let sent: string;

beforeAll(async () => {
  [system, server] = await Promise.all([startMessages(), startCallbackServer()]);
  const callback = { CallbackName: 'orders', Url: server.url, EventTypes: ['message.delivered'] };
  expect(await call(system, 'acme/PutCallback', callback)).toMatchObject({ status: 200 });
});
beforeEach(() => becomeOperator(system, runbookPolicy(system, 'messages')));
afterAll(async () => {
  restoreShell();
  await server.stop();
  await system.stop();
});

/** Which events the callback was told, each as often as it was. */
function told(part: string): readonly string[] {
  return server.received
    .filter(({ body }) => body.includes(part))
    .map(({ headers }) => headers['webhook-id'] ?? '');
}

/** Nobody waits for ten failures. */
async function openBreaker(name: string): Promise<void> {
  await system.aws.dynamoDb.database(MANAGEMENT).run('UpdateItem', {
    TableName: CALLBACKS_TABLE_NAME,
    Key: { pk: { S: GLOBEX.accountId }, sk: { S: `globex#${name}` } },
    UpdateExpression: 'SET failuresInARow = :ten, probeAgainAt = :later',
    ExpressionAttributeValues: { ':ten': { N: '10' }, ':later': { N: String(Date.now() + 3_600_000) } },
  });
}

describe('status', () => {
  it('shows a message, its events and what callbacks were told, and no number or context unless asked', async () => {
    const text = {
      DestinationPhoneNumber: NUMBER,
      MessageBody: 'the code is 1234',
      Context: { order: 'secret-4711' },
    };
    sent = (await call(system, 'acme/SendTextMessage', text)).body.MessageId;
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
    const [described] = (await call(system, 'acme/DescribeMessages', { MessageIds: [sent] })).body.Messages;
    expect(JSON.parse(text)).toMatchObject({
      TenantId: 'acme',
      Message: described,
      Callbacks: [
        {
          CallbackName: 'orders',
          Breaker: 'CLOSED',
          Deliveries: expect.arrayContaining([
            expect.objectContaining({ EventType: 'message.delivered', Result: 'DELIVERED', HttpStatus: 200 }),
          ]),
        },
      ],
    });
    expect((await messages(['status', 'acme', sent, '--json'])).text).not.toMatch(/\d{10}"|secret-4711/);
  });

  it('shows what waits for a callback whose breaker is open', async () => {
    const CallbackName = 'parked';
    const callback = { CallbackName, Url: server.url, EventTypes: ['message.inbound'] };
    expect(await call(system, 'globex/PutCallback', callback)).toMatchObject({ status: 200 });
    await openBreaker(CallbackName);
    // The reader knows a new callback after ten seconds.
    await eventually(async () => {
      const id = (await deliverHistory(system, GLOBEX)).at(-1) ?? '';
      await eventually(async () => {
        const { text } = await messages(['status', 'globex', id]);
        expect(text).toMatch(/parked \(breaker open\) │ message\.inbound │ attempt 1 waits until \d{4}/);
      }, 3);
    }, 20);
    expect(await call(system, 'globex/DeleteCallback', { CallbackName })).toMatchObject({ status: 200 });
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
    const [item] = (await storedMessages(system)).filter(({ id }) => id === sent);
    const of = (id: string) => ({ ...item, id, pk: `${ACME.accountId}#${id}` });
    await overwrite(system, { ...of('expired'), expiresAt: Math.floor(Date.now() / 1000) - 60 });
    await overwrite(system, { ...of('registration-1'), kind: 'registration' });
    const done = await messages(['status', ...argv.map((word) => word.replace('<sent>', sent))]);
    expect(done).toMatchObject({ code, text: '', errors: expect.stringContaining(message) });
  });
});

describe('tail', () => {
  /** Until a line satisfies; then somebody presses Ctrl-C. */
  async function tailUntil(
    argv: readonly string[],
    isLast: (line: string) => boolean,
    onLook = async () => {},
  ) {
    const interruption = new AbortController();
    const sitting = {
      interrupted: interruption.signal,
      onLine: (line: string) => {
        if (isLast(line)) interruption.abort();
      },
    };
    const clock = {
      now: Date.now,
      async pause() {
        await onLook();
        await new Promise((resolve) => setTimeout(resolve, 50));
      },
    };
    return await messages(['tail', ...argv], sitting, clock);
  }

  it('follows a message until it is on the phone, and ends with Ctrl-C', async () => {
    let id = '';
    const send = async () => {
      if (id !== '') return;
      const text = { DestinationPhoneNumber: NUMBER, MessageBody: 'the code is 1234' };
      id = (await call(system, 'globex/SendTextMessage', text)).body.MessageId;
    };
    const isLast = (line: string) => id !== '' && line.includes(id) && line.includes('DELIVERED');
    const done = await tailUntil(['globex'], isLast, send);
    expect(done.code).toBe(0);
    expect(done.text.split('\n').at(-1)).toMatch(
      /^\d{4}-.*Z {2}globex {2}OUTBOUND {2}.* {2}…7755 {2}DELIVERED: /,
    );
    for (const personal of [NUMBER, '1234', ANSI]) expect(done.text).not.toContain(personal);
  });

  it('follows all tenants, an object a line for programs; bodies of phones only when asked for', async () => {
    const ids = [...(await deliverHistory(system, ACME)), ...(await deliverHistory(system, GLOBEX))];
    const seen = new Set<unknown>();
    const isLast = (line: string) => {
      const { MessageId, IsFinal } = JSON.parse(line);
      if (IsFinal) seen.add(MessageId);
      return ids.every((id) => seen.has(id));
    };
    const plain = await tailUntil(['--json'], isLast);
    const objects = plain.text.split('\n').map((line) => JSON.parse(line));
    expect(new Set(objects.map(({ TenantId }) => TenantId))).toEqual(new Set(['acme', 'globex']));
    expect(plain.text).not.toMatch(/JOIN us|\+\d{6}/);
    seen.clear();
    expect((await tailUntil(['--json', '--personal'], isLast)).text).toContain('"Body":"JOIN us"');
  });

  it.each<[readonly string[], number, string]>([
    [['acmee'], 1, 'Did you mean acme?'],
    [['acme', '--interval', 'often'], 2, 'must be a number over 0'],
    [['acme', '--since', '-1'], 2, "option '--since <minutes>'"],
  ])('refuses %j', async (argv, code, message) => {
    expect(await messages(['tail', ...argv])).toMatchObject({
      code,
      errors: expect.stringContaining(message),
    });
  });

  it('ends quietly when nobody reads it any more', async () => {
    const [port] = [new URL(system.aws.url).port];
    const program = spawn(
      process.execPath,
      ['run.cjs', 'infra/operator/messages/main.ts', 'tail', '--json', '--local', '--interval', '0.1'],
      { env: { ...process.env, LOCAL_AWS_PORT: port }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let errors = '';
    program.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const ended = new Promise((resolve) => program.once('exit', resolve));
    const first = await new Promise<string>((resolve) =>
      program.stdout.once('data', (chunk) => resolve(String(chunk))),
    );
    program.stdout.destroy();
    let count = 0;
    await eventually(async () => {
      // It notices with the next line that it has to say.
      count += 1;
      await deliver(system, eventPrefix(GLOBEX.accountId), [
        statusRecord({
          messageId: `pipe-${count}`,
          eventTimestamp: Date.now(),
          messageRequestTimestamp: Date.now(),
        }),
      ]);
      expect(program.exitCode).not.toBeNull();
    });
    expect(await ended).toBe(0);
    expect(first).toMatch(/^\{"TenantId":/);
    expect(first).not.toContain(ANSI);
    expect(errors).toMatch(/^As arn:aws:iam::111111111111:user\/administrator in us-east-1:\n$/);
  });
});

describe('replay', () => {
  const today = new Date().toISOString().slice(0, 10);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const ALL = ['replay', '--from', today, '--to', tomorrow] as const;
  let history: readonly Record<string, unknown>[];

  /** What the reader writes; how often it did has nothing to say. */
  async function contents() {
    return (await storedMessages(system)).map(({ revision: _, ...item }) => item);
  }

  beforeAll(async () => {
    becomeOperator(system, runbookPolicy(system, 'messages'));
    // From here on, everything that the table has comes from the bucket.
    await loseMessages(system);
    for (const tenant of [ACME, GLOBEX]) await deliverHistory(system, tenant);
    expect((await messages([...ALL, '--yes'])).code).toBe(0);
    history = await contents();
  });

  it('restores a table that was lost, item by item, and tells no callback', async () => {
    await eventually(() => expect(messagesIn(system, 'CallbacksQueue')).toBe(0));
    await loseMessages(system);
    const before = server.received.length;
    const done = await messages([...ALL, '--yes']);
    // What was sent to a callback is in its queue until it is there.
    expect(messagesIn(system, 'CallbacksQueue')).toBe(0);
    expect(server.received.length).toBe(before);
    expect(done).toMatchObject({ code: 0, text: expect.stringMatching(/^\d+ objects were read again\.$/) });
    expect(done.errors).toMatch(/ (\d+) of \1 objects read again/);
    expect(done.errors + done.text).not.toContain(ANSI);
    expect(await contents()).toEqual(history);
  });

  it('changes nothing the second time, nor when callbacks are to be told', async () => {
    const before = await storedMessages(system);
    const told = server.received.length;
    expect(await messages([...ALL, '--yes', '--json'])).toMatchObject({ code: 0 });
    expect(await messages([...ALL, '--yes', '--callbacks'])).toMatchObject({ code: 0 });
    expect(await storedMessages(system)).toEqual(before);
    expect(messagesIn(system, 'CallbacksQueue')).toBe(0);
    expect(server.received.length).toBe(told);
  });

  it('reads one tenant alone, and tells its callbacks with the ids of before when it is asked to', async () => {
    const id = String(history.find(({ id }) => String(id).startsWith('acme-1-'))?.id);
    const before = new Set(told(id));
    await loseMessages(system);
    const done = await messages([...ALL, '--yes', '--callbacks', '--tenant', 'acme', '--json']);
    expect(JSON.parse(done.text)).toEqual({ Objects: expect.any(Number), DeadLetters: 0 });
    const ofAcme = history.filter(({ pk }) => String(pk).startsWith(ACME.accountId));
    expect(await contents()).toEqual(ofAcme);
    await eventually(() => expect(told(id).length).toBeGreaterThan(before.size));
    if (before.size > 0) expect(new Set(told(id))).toEqual(before);
  });

  it('asks first, with the number of objects and about what it costs, and does nothing when the answer is no', async () => {
    await loseMessages(system);
    const done = await messages(ALL, { ask: () => 'n' });
    expect(done).toMatchObject({ code: 1, errors: expect.stringContaining('Nothing was changed.') });
    expect(done.questions).toEqual([
      expect.stringMatching(
        /^Have \d+ objects of all tenants read again .* No callback is told\. About 0\.01 US dollars/,
      ),
    ]);
    expect(await messages(ALL)).toMatchObject({ code: 2, errors: expect.stringContaining('--yes') });
    expect(await storedMessages(system)).toEqual([]);
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
    const s3 = new S3Client({ ...administratorOf(system.aws, MANAGEMENT), forcePathStyle: true });
    const since = new Date().toISOString();
    const Key = await deliver(system, eventPrefix(GLOBEX.accountId), [statusRecord()]);
    await eventually(() => expect(messagesIn(system, 'NewObjectsQueue')).toBe(0));
    const queue = system.aws.sqs.queue(
      String(managementResource(system, 'AWS::SQS::Queue', 'NewObjectsQueue').state.attributes.Arn),
    );
    const clock = {
      ...LATER,
      // Nobody waits for five attempts, twelve minutes apart.
      async pause() {
        for (const { messageId, state } of queue.peek())
          if (state === 'inFlight') queue.endVisibilityTimeout(messageId);
        await new Promise((resolve) => setTimeout(resolve, 200));
      },
    };
    const ask = async () => {
      await s3.send(new DeleteObjectCommand({ Bucket: system.outputs.EventBucketName, Key }));
      return 'yes';
    };
    const done = await messages(['replay', '--from', since, '--to', tomorrow], { ask }, clock);
    expect(done).toMatchObject({ code: 1, errors: expect.stringContaining('1 of its dead letters are new') });
    const warned = await messages(ALL, { ask: () => 'n' });
    expect(warned.errors).toContain('1 objects are dead letters');
  });

  it.each<[string, readonly string[], number, string]>([
    ['no time', ['--from', 'yesterday', '--to', tomorrow], 2, 'must be a UTC day'],
    ['a time without a zone', ['--from', `${today}T10:00:00`, '--to', tomorrow], 2, 'with its zone'],
    ['no end', ['--from', today], 2, "required option '--to <time>'"],
    ['an end before the beginning', ['--from', tomorrow, '--to', today], 2, 'must be earlier'],
    [
      'what is not kept any more',
      ['--from', '2020-01-01', '--to', '2020-01-02'],
      2,
      'not kept any more (30 days)',
    ],
    [
      'what is still on its way',
      ['--from', '2100-01-01', '--to', '2100-01-02'],
      2,
      'on its way to the reader',
    ],
    ['a misspelt tenant', ['--from', today, '--to', tomorrow, '--tenant', 'acmee'], 1, 'Did you mean acme?'],
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

describe('an operator', () => {
  const period = ['--from', '2026-01-01', '--to', '2100-01-01', '--yes'];

  it.each<[string, readonly string[]]>([
    ['cloudformation:DescribeStacks', ['status', 'acme', 'x']],
    ['dynamodb:GetItem', ['status', 'acme', 'x']],
    ['dynamodb:BatchGetItem', ['status', 'acme', 'x']],
    ['dynamodb:Scan', ['tail']],
    ['dynamodb:Query', ['tail', 'acme']],
    ['s3:ListBucket', ['replay', ...period]],
    ['sqs:GetQueueAttributes', ['replay', ...period]],
    ['sqs:SendMessage', ['replay', ...period]],
  ])('without %s is told so by %j', async (action, argv) => {
    becomeOperator(system, withoutAction(runbookPolicy(system, 'messages'), action));
    const done = await messages(argv);
    expect(done).toMatchObject({ code: 1, errors: expect.stringContaining('You lack a permission') });
    expect(done.errors).toContain(action);
  });

  it('needs what the runbook says for all of these commands, and nothing else', () => {
    const { iam } = system.aws.kernel;
    becomeOperator(system, runbookPolicy(system, 'messages'));
    expect(iam.usage.unused.filter(({ roleArn }) => roleArn === OPERATOR_ARN)).toEqual([]);
  });

  it('of a deployment that keeps nothing is told so', async () => {
    await system.deployManagement({ context: { messageRetentionDays: '0' } });
    becomeOperator(system, withoutAction(runbookPolicy(system, 'tenants'), 'none'));
    for (const argv of [['status', 'acme', sent], ['tail'], ['replay', ...period]])
      expect(await messages(argv)).toMatchObject({
        code: 5,
        errors: expect.stringContaining('messageRetentionDays=0'),
      });
  });
});
