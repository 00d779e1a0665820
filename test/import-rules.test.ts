import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** File → its import; each file is listed once. */
type Imports = readonly (readonly [file: string, source: string])[];

const REFUSED: Imports = [
  ['router/a.ts', '../infra/app.ts'],
  ['router/b.ts', '../registrar/decision/decide.ts'],
  ['router/c.ts', '../tenant-agent/agent.ts'],
  ['router/config.ts', './aws/tenant/tenants.ts'],
  ['router/errors.ts', 'hono'],
  ['router/http/a.ts', '@aws-sdk/client-sts'],
  ['router/http/b.ts', '@smithy/core/schema'],
  ['router/http/c.ts', '../dependencies.ts'],
  ['router/http/d.ts', '../dev/checks.ts'],
  ['router/http/e.ts', '../../registrar/decision/decide.ts'],
  ['router/aws/a.ts', '../http/app.ts'],
  ['router/aws/b.ts', '../lambda.ts'],
  ['router/aws/call/a.ts', 'hono/http-exception'],
  ['router/aws/call/b.ts', '../../http/request-scope.ts'],
  ['router/aws/call/c.ts', '../../dependencies.ts'],
  ['router/aws/tenant/a.ts', '../../dev/checks.ts'],
  ['router/aws/tenant/b.ts', '../../../registrar/tenant-table.ts'],
  ['router/http/g.ts', '../client/client.ts'],
  ['router/aws/f.ts', '../messages/messages.ts'],
  ['router/aws/call/d.ts', '../../keyed-sends/store.ts'],
  ['router/aws/d.ts', '../reference/openapi.ts'],
  ['router/aws/e.ts', '../client/client.ts'],
  ['router/messages/a.ts', '../http/app.ts'],
  ['router/messages/b.lambda.ts', 'hono'],
  ['router/messages/c.ts', '../dependencies.ts'],
  ['router/messages/d.ts', '../reference/openapi.ts'],
  ['router/messages/callbacks/a.ts', '../../http/request-scope.ts'],
  ['router/messages/callbacks/table/a.ts', '../../../lambda.ts'],
  ['router/messages/callbacks/b.ts', '../../client/client.ts'],
  ['router/keyed-sends/a.ts', '../http/once-for-key.ts'],
  ['router/keyed-sends/b.ts', 'hono/http-exception'],
  ['router/keyed-sends/c.ts', '../../infra/config.ts'],
  ['router/actions/i.ts', '../messages/table/item.ts'],
  ['router/actions/own/a.ts', '../../keyed-sends/fingerprint.ts'],
  ['router/actions/own/b.ts', '../../client/client.ts'],
  ['router/deadline.ts', './messages/messages.ts'],
  ['router/actions/d.ts', '../aws/call/dispatch.ts'],
  ['router/actions/e.ts', '../http/routes.ts'],
  ['router/actions/f.ts', '../dependencies.ts'],
  ['router/actions/a.ts', 'hono'],
  ['router/actions/b.ts', 'hono/http-exception'],
  ['router/actions/c.ts', '../../registrar/decision/decide.ts'],
  ['registrar/a.ts', '../router/app.ts'],
  ['registrar/b.ts', '../tenant-agent/agent.ts'],
  ['registrar/contract/a.ts', '@aws-sdk/client-s3'],
  ['registrar/contract/b.ts', '../decide.ts'],
  ['registrar/contract/c.ts', '../../router/app.ts'],
  ['tenant-agent/a.ts', '../registrar/decision/decide.ts'],
  ['tenant-agent/b.ts', '../router/app.ts'],
  ['infra/a.ts', '../router/app.ts'],
  ['infra/b.ts', '../registrar/decision/decide.ts'],
  ['infra/constructs/a.ts', '../../router/actions/operation.ts'],
  ['infra/constructs/b.ts', '../../router/aws/call/dispatch.ts'],
  ['infra/constructs/c.ts', '../../router/http/app.ts'],
  ['infra/constructs/d.ts', '../../router/messages/table/keys.ts'],
  ['infra/verify/b.ts', '../../router/messages/operator/message-lookup.ts'],
  ['infra/operator/messages/a.ts', '../../../router/messages/table/table-reads.ts'],
  ['infra/operator/messages/b.ts', '../../../router/messages/describe-messages.ts'],
  ['infra/operator/a.ts', '../../router/aws/call/dispatch.ts'],
  ['infra/local/a.ts', '../../test/local/start.test.ts'],
  ['infra/local/b.ts', './aws/local-aws.ts'],
  ['infra/local/start/a.ts', '../aws/local-aws.ts'],
  ['infra/local/dev.ts', '../../router/dev/checks.ts'],
  ['infra/local/explorer/a.ts', '../../../router/dev/serve.ts'],
  ['infra/verify/a.ts', '../local/aws/accounts.ts'],
  ['test/a.ts', '../infra/local/aws/core/clock.ts'],
  ['router/d.ts', '@pinpoint-tenant-router/local-aws'],
  ['registrar/contract/d.ts', '@pinpoint-tenant-router/local-aws/accounts'],
  ['infra/local/aws/a.ts', '../start.ts'],
  ['infra/local/aws/sqs/a.ts', '../../ports.ts'],
  ['infra/local/aws/sqs/queue/a.ts', '../../../../../registrar/contract/names.ts'],
  ['infra/local/aws/sqs/a.test.ts', '../../../../router/errors.ts'],
  ['infra/local/aws/core/a.ts', '../sqs/sqs.ts'],
  ['infra/local/aws/core/endpoint/a.ts', '../../iam/iam.ts'],
  ['infra/local/aws/iam/a.ts', '../s3/s3.ts'],
  ['infra/local/aws/sqs/b.ts', './queues.rig.ts'],
  ['router/http/f.ts', '../reference/openapi.ts'],
  ['router/actions/g.ts', '../reference/openapi.ts'],
  ['router/aws/c.ts', '../client/errors.ts'],
  ['router/reference/a.ts', '@pinpoint-tenant-router/local-aws'],
  ['router/reference/b.ts', '../../registrar/decision/decide.ts'],
  // Not in the package.json of the one who imports it, though npm has put it where Node finds it.
  ['infra/local/aws/sqs/c.ts', 'hono'],
  ['router/e.ts', 'dynalite'],
];

/** Pairs that import each other, types only too. */
const CIRCLES: Imports = [
  ['router/circle/a.ts', './b.ts'],
  ['router/circle/b.ts', './a.ts'],
  ['registrar/circle/a.ts', './b.ts'],
  ['registrar/circle/b.ts', './a.ts'],
  ['infra/local/aws/circle/a.ts', './b.ts'],
  ['infra/local/aws/circle/b.ts', './a.ts'],
];

const ALLOWED: Imports = [
  ['router/x.ts', '../registrar/contract/names.ts'],
  ['router/w.ts', '../registrar/runtime/environment.ts'],
  ['router/y.ts', './actions/allowlist.ts'],
  ['router/lambda.ts', './http/app.ts'],
  ['router/reference/x.ts', '@pinpoint-tenant-router/local-aws/service-model'],
  ['router/dependencies.ts', './aws/call/dispatch.ts'],
  ['router/dev/x.ts', '../dependencies.ts'],
  ['router/http/x.ts', '../aws/call/dispatch.ts'],
  ['router/http/y.ts', '../errors.ts'],
  ['router/http/z.ts', 'hono/http-exception'],
  ['router/http/messages.ts', '../messages/messages.ts'],
  ['router/http/keyed.ts', '../keyed-sends/send-once.ts'],
  ['router/http/w.ts', 'hono/client'],
  ['router/messages/x.ts', '../aws/outcome.ts'],
  ['router/messages/y.lambda.ts', '@aws-sdk/client-dynamodb'],
  ['router/messages/callbacks/x.ts', '../../actions/own/own-actions.ts'],
  ['router/keyed-sends/x.ts', '@aws-sdk/lib-dynamodb'],
  ['router/keyed-sends/y.ts', '../errors.ts'],
  ['router/reference/y.ts', '../http/authorize.ts'],
  ['router/client/x.ts', '../http/app.ts'],
  ['router/aws/call/x.ts', '../../actions/operation.ts'],
  ['router/aws/call/y.ts', '../tenant/credentials.ts'],
  ['router/aws/call/z.ts', '@aws-sdk/client-pinpoint'],
  ['router/aws/tenant/x.ts', '../../../registrar/contract/names.ts'],
  ['router/actions/y.ts', '../errors.ts'],
  ['router/actions/z.ts', '@smithy/core/schema'],
  ['router/actions/x.ts', '../../registrar/contract/names.ts'],
  ['registrar/x.ts', './contract/names.ts'],
  ['tenant-agent/x.ts', '../registrar/contract/names.ts'],
  ['tenant-agent/y.ts', '../registrar/runtime/retry.ts'],
  ['infra/x.ts', '../router/actions/allowlist.ts'],
  ['infra/y.ts', '../registrar/contract/names.ts'],
  ['infra/constructs/x.ts', '../../router/errors.ts'],
  ['infra/operator/messages/x.ts', '../../../router/messages/operator/message-lookup.ts'],
  ['infra/constructs/y.ts', '../../router/http/log/metrics.ts'],
  ['test/x.ts', '../router/app.ts'],
  ['test/y.ts', '@pinpoint-tenant-router/local-aws/clock'],
  ['infra/local/x.ts', '@pinpoint-tenant-router/local-aws'],
  ['infra/local/aws/x.ts', 'valibot'],
  ['infra/local/aws/sqs/x.ts', '../core/clock.ts'],
  ['infra/local/aws/sqs/x.test.ts', './queues.rig.ts'],
  ['infra/local/aws/core/endpoint/x.ts', '../clock.ts'],
  ['infra/local/aws/core/endpoint/x.rig.ts', '../../accounts.ts'],
];

let root: string;
let refused: readonly string[];

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'import-rules-')));
  cpSync('biome.json', join(root, 'biome.json'));
  for (const file of ['.gitignore', 'package.json', 'infra/local/aws/package.json'])
    cpSync(file, join(root, file));
  const all = [...REFUSED, ...CIRCLES, ...ALLOWED];
  expect(new Set(all.map(([file]) => file)).size).toBe(all.length);
  for (const [file, source] of all) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), `import type { It } from '${source}';\nexport type Its = It[];\n`);
  }
  const biome = join(process.cwd(), 'node_modules/.bin/biome');
  // Ends with 1, because it finds something.
  const { stdout: report } = spawnSync(biome, ['lint', '--reporter=github', '--max-diagnostics=none'], {
    cwd: root,
    encoding: 'utf8',
  });
  const findings = report
    .split('\n')
    .filter((line) => /noRestrictedImports|noImportCycles|noUndeclaredDependencies/.test(line));
  refused = findings.map((line) => relative(root, /file=([^,]+)/.exec(line)?.[1] ?? ''));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the import rules of the house', () => {
  it.each(REFUSED)('keep %s from importing %s', (file) => {
    expect(refused).toContain(file);
  });

  it.each(CIRCLES)('keep %s and %s from importing each other', (file) => {
    expect(refused).toContain(file);
  });

  it.each(ALLOWED)('let %s import %s', (file) => {
    expect(refused).not.toContain(file);
  });
});

it('allow only the exports of the local AWS', () => {
  const { resolve } = createRequire(import.meta.url);
  expect(() => resolve('@pinpoint-tenant-router/local-aws/accounts')).not.toThrow();
  for (const path of ['core/clock.ts', 'exports/accounts.ts', 'sqs/sqs.ts'])
    expect(() => resolve(`@pinpoint-tenant-router/local-aws/${path}`)).toThrow(/is not defined by "exports"/);
});
