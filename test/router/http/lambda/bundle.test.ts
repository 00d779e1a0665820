import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { bundle } from '../../../../infra/constructs/functions/bundle.ts';
import { SENT, startInstantAws } from '../../instant-aws.ts';
import { functionUrlEvent, gatewayEvent } from '../../lambda-events.ts';

const run = promisify(execFile);

const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  // Nobody listens there: the function knocks at AWS when it starts.
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  TENANTS_TABLE: 'PinpointTenantsTable',
  KEYED_SENDS_TABLE: 'PinpointKeyedSends',
};

let directory: string;
let inputs: readonly string[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'router-'));
  const { metafile } = await build({
    entryPoints: ['router/lambda.ts'],
    outfile: join(directory, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    metafile: true,
    logLevel: 'silent',
  });
  inputs = Object.keys(metafile.inputs);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

it('the bundled function starts and answers an event of the gateway', async () => {
  const { stdout } = await invoke(ENVIRONMENT);
  const [line, result] = stdout
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  expect(line).toMatchObject({
    status: 404,
    errorName: 'InvalidActionException',
    principal: 'client:local-admin',
  });
  expect(result).toMatchObject({ statusCode: 404 });
});

it('the bundled function does not start without its configuration, and says what is missing', async () => {
  await expect(invoke({ AWS_REGION: 'us-east-1' })).rejects.toMatchObject({
    stderr: expect.stringContaining('TENANTS_TABLE is not set'),
  });
});

it('the bundle has nothing of the local server, of the other folders or of the tests', () => {
  const unwanted =
    /aws-jwt-verify|hono\/dist\/adapter|@hono\/node-server|credential-providers\/|router\/dev|^infra|^test|^tenant-agent/;
  expect(inputs.filter((path) => unwanted.test(path))).toEqual([]);
  const ofRegistrar = inputs.filter((path) => path.startsWith('registrar/'));
  expect(ofRegistrar.every((path) => /^registrar.(contract|runtime)./.test(path))).toBe(true);
});

it('the deployed bundle is small enough for the goal of the benchmark', async () => {
  const { size } = await stat(join(bundle('router/lambda.ts'), 'index.js'));
  expect(size).toBeLessThanOrEqual(400_000);
});

it('the deployed function connects to its table and to STS before there is an event', async () => {
  const table = createServer();
  const sts = createServer();
  for (const server of [table, sts]) await once(server.listen(0, '127.0.0.1'), 'listening');
  const connected = [table, sts].map((server) => once(server, 'connection'));
  const file = join(bundle('router/lambda.ts'), 'index.js');
  const child = spawn(
    process.execPath,
    ['-e', 'require(process.argv[1]); setInterval(() => {}, 1e9)', file],
    {
      env: {
        ...ENVIRONMENT,
        AWS_ENDPOINT_URL_DYNAMODB: urlOf(table),
        AWS_ENDPOINT_URL_STS: urlOf(sts),
        // Where a table is, the SDK tells by its credentials too.
        AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
      },
      stdio: 'inherit',
    },
  );
  onTestFinished(() => {
    child.kill();
    for (const server of [table, sts]) server.close();
  });
  await Promise.all(connected);
});

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/**
 * Node loads the whole of fetch with the first of the four, which takes 25 ms of a cold start, and the web streams with
 * the last, a millisecond.
 */
const SLOW_GLOBALS = ['fetch', 'Request', 'Response', 'Headers', 'ReadableStream'];

const FORBID_SLOW_GLOBALS = `
  for (const name of ${JSON.stringify(SLOW_GLOBALS)})
    Object.defineProperty(globalThis, name, { get() { throw new Error(name + ' is used') } });`;

it('the deployed bundle sends a first message without web streams, a part of fetch, or a look into files', async () => {
  const aws = await startInstantAws();
  onTestFinished(() => aws.stop());
  await copyFile(join(bundle('router/lambda.ts'), 'index.js'), join(directory, 'deployed.js'));
  const body = JSON.stringify({ DestinationPhoneNumber: '+14254147755', MessageBody: 'Hello' });
  const event = JSON.stringify(gatewayEvent({ path: '/acme/SendTextMessage', body }));
  const script = `${FORBID_SLOW_GLOBALS}
    // The SDK reads a workstation's configuration with it.
    Object.defineProperty(require('node:fs'), 'promises', { get() { throw new Error('a file is read') } });
    require('./deployed.js').handler(${event})
      .then(({ body }) => { console.error(body); process.exit() })`;
  const { stderr } = await run(process.execPath, ['--no-warnings', '-e', script], {
    cwd: directory,
    env: {
      ...ENVIRONMENT,
      AWS_ENDPOINT_URL: aws.url,
      // Where no endpoint is configured, as in Lambda, the SDK does not look for this either.
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    },
  });
  expect(stderr.trim()).toBe(SENT);
});

it('the deployed bundle answers odd events like good ones, without a part of fetch', async () => {
  await copyFile(join(bundle('router/lambda.ts'), 'index.js'), join(directory, 'deployed.js'));
  const events = [
    gatewayEvent({ path: '/acme/DescribePools', body: '{' }),
    functionUrlEvent({ path: '/acme/DescribePools', method: 'TRACE' }, null),
    functionUrlEvent({ path: '/healthz', method: 'GET' }, null),
    {},
  ];
  const script = `${FORBID_SLOW_GLOBALS}
    const { handler } = require('./deployed.js');
    (async () => {
      for (const event of ${JSON.stringify(events)}) process.stderr.write((await handler(event)).body + '\\n');
    })()`;
  const { stdout, stderr } = await run(process.execPath, ['--no-warnings', '-e', script], {
    cwd: directory,
    env: ENVIRONMENT,
  });
  const answers = linesOf(stderr).map(({ status, error }) => [status, error?.name]);
  expect(answers).toEqual([
    [400, 'SerializationException'],
    [405, 'MethodNotAllowedException'],
    ['ok', undefined],
    [400, 'BadRequestException'],
  ]);
  // Each is in the log and in the metrics, except the health check.
  expect(linesOf(stdout)).toMatchObject(
    [400, 405, 400].map((status) => ({ status, Requests: 1, Errors: 1 })),
  );
});

interface LogLine {
  readonly status?: number;
  readonly error?: { readonly name?: string };
}

function linesOf(text: string): readonly LogLine[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function invoke(env: Record<string, string>) {
  const event = JSON.stringify(gatewayEvent({ path: '/acme/NoSuchAction', body: '{}' }));
  const script = `require('./index.js').handler(${event}, { getRemainingTimeInMillis: () => 3000 })
    .then((result) => process.stdout.write(JSON.stringify(result) + '\\n'))`;
  return run(process.execPath, ['-e', script], { cwd: directory, env });
}
