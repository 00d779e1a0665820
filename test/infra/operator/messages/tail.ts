import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { eventPrefix } from '../../../../registrar/contract/names.ts';
import { statusRecord } from '../../../router/messages/events.ts';
import { call } from '../../../support/api.ts';
import { ACME, GLOBEX } from '../../../support/parties.ts';
import { eventually } from '../../../support/patience.ts';
import { ANSI, deliver, deliverHistory, messages, NUMBER, storedMessages, system } from './messages-rig.ts';

export function tails(): void {
  describe('tail', () => {
    /** Reads until a line satisfies; then presses Ctrl-C. */
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
      // A hostile tenant's own event: its id would clear the screen.
      const evil = {
        messageId: `evil${ANSI}[2J`,
        eventTimestamp: Date.now(),
        messageRequestTimestamp: Date.now(),
      };
      await deliver(eventPrefix(GLOBEX.accountId), [statusRecord(evil)]);
      await eventually(async () =>
        expect((await storedMessages()).map(({ id }) => id)).toContain(evil.messageId),
      );
      let id = '';
      const send = async () => {
        if (id !== '') return;
        const text = { DestinationPhoneNumber: NUMBER, MessageBody: 'the code is 1234' };
        id = (await call(system(), 'globex/SendTextMessage', text)).body.MessageId;
      };
      const isLast = (line: string) => id !== '' && line.includes(id) && line.includes('DELIVERED');
      const done = await tailUntil(['globex'], isLast, send);
      expect(done.code).toBe(0);
      expect(done.text.split('\n').at(-1)).toMatch(
        /^\d{4}-.*Z {2}globex {2}OUTBOUND {2}.* {2}…7755 {2}DELIVERED: /,
      );
      expect(done.text).toContain('evil?[2J');
      for (const personal of [NUMBER, 'the code is', ANSI]) expect(done.text).not.toContain(personal);
    });

    it('follows all tenants, an object a line for programs; bodies of phones only when asked for', async () => {
      const ids = [...(await deliverHistory(ACME)), ...(await deliverHistory(GLOBEX))];
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

    it('ends after so many lines when it is told to', async () => {
      const { code, text } = await messages(['tail', '--count', '2', '--since', '600']);
      expect({ code, lines: text.split('\n').length }).toEqual({ code: 0, lines: 2 });
    });

    it.each<[readonly string[], number, string]>([
      [['acmee'], 1, 'Did you mean acme?'],
      [['acme', '--interval', 'often'], 2, 'must be a number above 0'],
      [['acme', '--since', '-1'], 2, "option '--since <minutes>'"],
    ])('refuses %j', async (argv, code, message) => {
      expect(await messages(['tail', ...argv])).toMatchObject({
        code,
        errors: expect.stringContaining(message),
      });
    });

    it('ends quietly when nobody reads it any more', async () => {
      const [port] = [new URL(system().aws.url).port];
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
        await deliver(eventPrefix(GLOBEX.accountId), [
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
}
