import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'start-test-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('npm start', () => {
  it('ends with one line and exit code 1 when a port is in use, and removes what a killed start left', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const gone = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(gone, 'close');
    for (const pid of [gone.pid, process.pid])
      mkdirSync(join(directory, `pinpoint-tenant-router-${pid}-abcdef`, 'functions'), { recursive: true });
    const { ended, output } = start({ FUNCTION_URL_PORT: String(port) });
    expect(await ended).toBe(1);
    expect(output()).toBe(
      `Port ${port} is in use. Set FUNCTION_URL_PORT to another one, or to 0 for any free port.\n`,
    );
    // What a killed start left is removed, and the workspace of a running process is kept.
    expect(filesLeft()).toEqual([`pinpoint-tenant-router-${process.pid}-abcdef`]);
    await new Promise((resolve) => other.close(resolve));
  });

  it('leaves nothing behind when Ctrl-C comes while it synthesizes', async () => {
    const { child, ended, output } = start({});
    while (!isSynthesizing()) await delay(20);
    // A terminal sends it to the whole group.
    process.kill(-Number(child.pid), 'SIGINT');
    await ended;
    expect(output()).toMatch(/\nStopped\.\n$/);
    expect(filesLeft()).toEqual([]);
  });
});

function isSynthesizing(): boolean {
  return filesLeft().some((workspace) => readdirSync(join(directory, workspace)).length > 0);
}

/** The content of the temporary directory, except the TypeScript loader's cache. */
function filesLeft(): readonly string[] {
  return readdirSync(directory).filter((name) => !name.startsWith('tsx-'));
}

function start(environment: Record<string, string>) {
  const child = spawn('npm', ['start', '--silent'], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: directory,
      NODE_NO_WARNINGS: '1',
      // Newer Node has npm put one into the temporary directory, before the system has begun.
      NODE_DISABLE_COMPILE_CACHE: '1',
      npm_config_loglevel: 'silent',
      PORT: '0',
      FUNCTION_URL_PORT: '0',
      LOCAL_AWS_PORT: '0',
      EXPLORER_PORT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  const collect = (chunk: Buffer) => {
    text += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  // Closed when the last process that writes there is gone.
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, output: () => text };
}
