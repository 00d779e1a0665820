import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { OpenAPIObject, OperationObject } from 'openapi3-ts/oas31';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessClass, Action } from '../../../router/actions/allowlist.ts';
import { ACTIONS, ALLOWLIST, isAwsAction } from '../../../router/actions/allowlist.ts';
import { ERROR_STATUSES } from '../../../router/errors.ts';
import { createReference } from '../../../router/reference/openapi.ts';
import { assertDescribed } from '../../support/described-api.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../..');
const scratch = mkdtempSync(join(tmpdir(), 'openapi-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let document: OpenAPIObject;
beforeAll(async () => {
  document = await createReference();
});

function operation(action: Action): OperationObject {
  const post = document.paths?.[`/{tenantId}/${action}`]?.post;
  if (post === undefined) throw new Error(`${action} is not in the document`);
  return post;
}

/** As error-responses.ts writes them. */
interface ErrorResponse {
  readonly content: {
    readonly 'application/json': {
      readonly schema: {
        readonly properties: {
          readonly status: { readonly const: number };
          readonly error: { readonly properties: { readonly name: { readonly enum: readonly string[] } } };
        };
      };
    };
  };
}

describe('the OpenAPI document', () => {
  it('has every action of the allowlist and nothing else', () => {
    expect(Object.keys(document.paths ?? {}).sort()).toEqual(
      ACTIONS.map((action) => `/{tenantId}/${action}`).sort(),
    );
    for (const action of ACTIONS) {
      expect(Object.keys(document.paths?.[`/{tenantId}/${action}`] ?? {})).toEqual(['post']);
      expect(operation(action)).toMatchObject({
        operationId: action,
        'x-access-class': ALLOWLIST[action].access,
      });
    }
  });

  it('has every error of the code under its status, and nothing else', () => {
    const found = new Set<string>();
    const responses: Readonly<Record<string, object>> = document.components?.responses ?? {};
    for (const response of Object.values(responses) as readonly ErrorResponse[]) {
      const { status, error } = response.content['application/json'].schema.properties;
      for (const name of error.properties.name.enum) found.add(`${status.const} ${name}`);
    }
    const expected = Object.entries(ERROR_STATUSES).map(([name, status]) => `${status} ${name}`);
    expect([...found].sort()).toEqual(expected.sort());
  });

  it('is what the command prints and writes, byte for byte', async () => {
    const json = `${JSON.stringify(document, null, 2)}\n`;
    const file = join(scratch, 'openapi.json');
    const command = ['run.cjs', 'router/reference/main.ts'];
    const [{ stdout }] = await Promise.all([
      run('node', command, { cwd: ROOT, maxBuffer: 1e8 }),
      run('node', [...command, file], { cwd: ROOT }),
    ]);
    expect(stdout === json).toBe(true);
    expect(readFileSync(file, 'utf8') === json).toBe(true);
  });

  it('passes the rules that redocly recommends, without a warning', async () => {
    const file = join(scratch, 'linted.json');
    writeFileSync(file, JSON.stringify(document));
    const cli = join(ROOT, 'node_modules/@redocly/cli/bin/cli.js');
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const { stdout } = await run('node', [cli, 'lint', file, '--format=json'], { env });
    expect(JSON.parse(stdout)).toMatchObject({ totals: { errors: 0, warnings: 0 }, problems: [] });
  });

  it.each<[AccessClass, Action, readonly string[]]>([
    ['read', 'DescribePools', ['api/Admin', 'api/Read', 'api/Manage']],
    ['send', 'SendTextMessage', ['api/Admin', 'api/Send', 'api/Manage']],
    ['manage', 'CreatePool', ['api/Admin', 'api/Manage']],
    ['billing', 'RequestPhoneNumber', ['api/Admin', 'api/Manage']],
    ['account', 'PutResourcePolicy', ['api/Admin']],
  ])('says who may call an action of class %s', (access, action, scopes) => {
    expect(operation(action)['x-access-class']).toBe(access);
    expect(operation(action).security).toEqual([
      ...scopes.map((scope) => ({ oauth2: [scope] })),
      { sigv4: [] },
    ]);
  });

  it('offers Idempotency-Key, and names its errors, for everything but reads', () => {
    const keyed = ACTIONS.filter((action) => {
      const names = (operation(action).parameters ?? []).map((parameter) => JSON.stringify(parameter));
      const offers = names.some((name) => name.includes('IdempotencyKey'));
      expect('422' in (operation(action).responses ?? {})).toBe(offers);
      return offers;
    });
    expect(keyed).toEqual(ACTIONS.filter((action) => ALLOWLIST[action].access !== 'read'));
  });

  it("describes every action, and links AWS's to its page", () => {
    for (const action of ACTIONS) {
      const hint = `${action} needs a doc comment in router/actions/own/own-actions.ts`;
      expect(operation(action).description, hint).toMatch(/\w{3}/);
      if (isAwsAction(action)) expect(operation(action).externalDocs?.url).toContain(`/${action}`);
    }
  });

  it("has the service model's bounds and enumerations, and our own schemas'", () => {
    const { schemas = {} } = document.components ?? {};
    expect(schemas.SendTextMessageRequest).toMatchObject({
      required: ['DestinationPhoneNumber'],
      additionalProperties: false,
      properties: {
        MessageBody: { minLength: 1, maxLength: 1600 },
        MessageType: { enum: ['TRANSACTIONAL', 'PROMOTIONAL'] },
        TimeToLive: { type: 'integer', minimum: 5, maximum: 259_200 },
        Context: { maxProperties: 5, propertyNames: { pattern: '^(?:\\S+)$' } },
      },
    });
    expect(schemas.PhoneNumberInformation).toMatchObject({
      properties: { Status: { 'x-known-values': expect.arrayContaining(['ACTIVE']) } },
    });
    expect(schemas.DescribeMessagesRequest).toMatchObject({
      properties: {
        MaxResults: { minimum: 1, maximum: 100 },
        Direction: { enum: ['OUTBOUND', 'INBOUND'] },
        DestinationPhoneNumber: { pattern: '^(?:\\+?[1-9][0-9]{1,18})$' },
      },
    });
  });
});

describe('the check that holds the journeys to the document', () => {
  const sent = {
    path: 'acme/SendTextMessage',
    body: { DestinationPhoneNumber: '+14254147755' },
    status: 200,
    headers: new Headers(),
    answer: { MessageId: 'm' },
  };
  const error = { name: 'ConflictException', message: 'no' };

  it('accepts what the document describes', async () => {
    await assertDescribed(sent);
    await assertDescribed({ ...sent, status: 409, answer: { status: 409, error, requestId: 'r' } });
    await assertDescribed({ ...sent, path: 'acme/NoAction', status: 418 });
  });

  it.each([
    ['a member that no answer has', { answer: { MessageId: 'm', More: 1 } }],
    ['a status that no answer has', { status: 201 }],
    ['an error under another status', { status: 404, answer: { status: 404, error, requestId: 'r' } }],
    [
      'an error without its message',
      { status: 409, answer: { status: 409, error: { name: error.name }, requestId: 'r' } },
    ],
    ['a body that was taken though it is not allowed', { body: { DestinationPhoneNumber: 'nobody' } }],
    [
      'a body that was refused though it is allowed',
      {
        status: 400,
        answer: {
          status: 400,
          error: { name: 'ValidationException', message: 'no', problems: [{ path: '', message: 'no' }] },
          requestId: 'r',
        },
      },
    ],
  ])('refuses %s', async (_what, change) => {
    await expect(assertDescribed({ ...sent, ...change })).rejects.toThrow('document');
  });
});
