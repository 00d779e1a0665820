import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { bundle } from '../../infra/constructs/functions/bundle.ts';

const ENTRY = 'tenant-agent/tenant-agent.lambda.ts';

it('makes the same bytes in another process, directory and time zone', () => {
  const source = new URL('../../infra/constructs/functions/bundle.ts', import.meta.url).href;
  const script = `import { bundle } from '${source}'; process.stdout.write(bundle('${ENTRY}'));`;
  const directory = execFileSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', script],
    { cwd: '/', env: { ...process.env, TZ: 'Pacific/Kiritimati' }, encoding: 'utf8' },
  );
  // The directory is named after its content.
  expect(basename(directory)).toBe(basename(bundle(ENTRY)));
});

it('is one file that needs no package, with a source map that names no path of this machine', () => {
  const directory = bundle(ENTRY);
  expect(readdirSync(directory).sort()).toEqual(['index.js', 'index.js.map', 'package.json']);
  const map = readFileSync(join(directory, 'index.js.map'), 'utf8');
  expect(map).toContain('tenant-agent/tenant-agent.lambda.ts');
  expect(map).not.toContain(process.cwd());
  // The SDK's messages contain `[require(…)]`.
  const required = readFileSync(join(directory, 'index.js'), 'utf8').matchAll(/[^[]require\("([^"]+)"\)/g);
  const names = [...required].map(([, name = '']) => name);
  expect(names.filter((name) => !isBuiltin(name))).toEqual([]);
});

it('leaves out the endpoint discovery of DynamoDB, which no command of the SDK uses', () => {
  const commands = new URL('../../node_modules/@aws-sdk/client-dynamodb/dist-es/commands/', import.meta.url);
  const files = readdirSync(commands);
  expect(files).toContain('GetItemCommand.js');
  const using = files.filter((file) =>
    /endpoint-?discovery/i.test(readFileSync(new URL(file, commands), 'utf8')),
  );
  expect(using).toEqual([]);
});
