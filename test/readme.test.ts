import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ManagementContext } from '../infra/context/management.ts';
import { TenantContext } from '../infra/context/tenant.ts';
import { MANAGEMENT_STACK_NAME, TENANT_STACK_NAME } from '../registrar/contract/names.ts';
import { ACTIONS, ALLOWLIST, AWS_ACTIONS } from '../router/actions/allowlist.ts';
import { DevVariables } from '../router/config.ts';
import { ERROR_STATUSES } from '../router/errors.ts';
import { ERROR_MEANINGS } from '../router/reference/errors/error-meanings.ts';

const ROOT = join(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const RUNBOOK = readFileSync(join(ROOT, 'infra/RUNBOOK.md'), 'utf8');

/** The rows of the table whose head begins with this cell, each as its cells. */
function table(title: string, below = ''): readonly (readonly string[])[] {
  const from = README.indexOf(`| ${title} |`, below === '' ? 0 : README.indexOf(below));
  const [, , ...rows] = (README.slice(from).split('\n\n')[0] ?? '').split('\n');
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the README', () => {
  it('has every error of the code with its status and what it means', () => {
    const written = table('`error.name`').map(([name, status, meaning]) => [name, status, meaning]);
    const known = Object.entries(ERROR_STATUSES).map(([name, status]) => [
      `\`${name}\``,
      String(status),
      ERROR_MEANINGS[name as keyof typeof ERROR_MEANINGS],
    ]);
    expect(written.sort()).toEqual(known.sort());
  });

  it.each([
    [MANAGEMENT_STACK_NAME, ManagementContext.entries],
    [TENANT_STACK_NAME, TenantContext.entries],
  ])('has every context value of %s, its default and whether it is required', (stack, entries) => {
    const rows = table('context', `### Context of ${stack}`);
    const written = rows.flatMap(([names = '', , otherwise = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, otherwise] as const),
    );
    expect(written.map(([name]) => name).sort()).toEqual(Object.keys(entries).sort());
    const schemas: Readonly<Record<string, v.GenericSchema>> = entries;
    for (const [name, otherwise] of written) {
      const schema = schemas[name];
      if (schema === undefined) continue;
      expect([name, otherwise === 'required']).toEqual([name, schema.type !== 'optional']);
      const standard = v.getDefault(schema as Parameters<typeof v.getDefault>[0]);
      if (standard !== undefined)
        expect([name, otherwise]).toEqual([name, expect.stringContaining(String(standard))]);
    }
  });

  it('has every variable of npm run dev', () => {
    const written = table('variable', '## The router on your machine').flatMap(([names = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    // The explorer's own, and one of the function URL, which npm run dev does not serve.
    const read = [...Object.keys(DevVariables.entries), 'EXPLORER_PORT'].filter(
      (name) => name !== 'ADMIN_CALLER_ARNS',
    );
    expect(written.sort()).toEqual(read.sort());
  });

  it('counts the actions as the allowlist does', () => {
    const account = ACTIONS.filter((action) => ALLOWLIST[action].access === 'account');
    const ofAws = AWS_ACTIONS.length - account.length;
    expect([...README.matchAll(/(\d+) actions/g)].map(([, count]) => Number(count))).toEqual(
      expect.arrayContaining([ofAws]),
    );
    for (const [, count] of README.matchAll(/(\d+) actions/g)) expect(Number(count)).toBe(ofAws);
    expect(README).toContain(`${account.length} on the whole account`);
  });

  it('names no action, command or file that does not exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const commands = new Set(
      [...README.matchAll(/npm run (?:-s )?([\w-]+(?::[\w-]+)*)/g)].map(([, name = '']) => name),
    );
    expect([...commands].filter((name) => !(name in scripts))).toEqual([]);
    const called = [...README.matchAll(/\/acme\/([A-Z]\w+)/g)].map(([, name = '']) => name);
    expect(called.filter((name) => !(name in ALLOWLIST))).toEqual([]);
    const links = [...README.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, path = '']) => path);
    expect(links.filter((path) => !isThere(path))).toEqual([]);
  });

  it('links only to headings that there are', () => {
    const anchors = [...README.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(anchors.filter((anchor) => !headings(README).has(anchor))).toEqual([]);
    const inRunbook = [...README.matchAll(/\]\(infra\/RUNBOOK\.md#([^)]+)\)/g)].map(
      ([, anchor = '']) => anchor,
    );
    expect(inRunbook.filter((anchor) => !headings(RUNBOOK).has(anchor))).toEqual([]);
  });
});

function isThere(path: string): boolean {
  try {
    readFileSync(join(ROOT, path));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EISDIR';
  }
}

/** As GitHub makes anchors of headings. */
function headings(markdown: string): ReadonlySet<string> {
  const titles = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
