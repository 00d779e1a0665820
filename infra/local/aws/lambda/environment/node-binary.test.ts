import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NodeBinaries } from './node-binary.ts';

/** No Node has this major version, so that no machine has one on its PATH. */
const RUNTIME = 'nodejs990.x';
const MAJOR = process.version.replace(/^v(\d+)\..*$/, '$1');

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'node-binary-'));
  writeFileSync(join(directory, 'node990'), '#!/bin/sh\necho v990.1.2\n');
  chmodSync(join(directory, 'node990'), 0o755);
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('the Node of a runtime', () => {
  it('is the one that the variable names', () => {
    const path = join(directory, 'node990');
    expect(new NodeBinaries({ LOCAL_NODE_990: path }).of(RUNTIME)).toEqual({
      runtime: RUNTIME,
      path,
      version: 'v990.1.2',
      isExact: true,
    });
  });

  it('is the one on the PATH when no variable names one', () => {
    const binaries = new NodeBinaries({ PATH: `/nowhere:${directory}` });
    expect(binaries.of(RUNTIME)).toMatchObject({ path: join(directory, 'node990'), isExact: true });
    expect(binaries.found).toHaveLength(1);
  });

  it.each([RUNTIME, `nodejs${MAJOR}.x`])(
    'is that of this process when the machine has no other (%s)',
    (runtime) => {
      expect(new NodeBinaries({}).of(runtime)).toEqual({
        runtime,
        path: process.execPath,
        version: process.version,
        isExact: runtime !== RUNTIME,
      });
    },
  );

  it.each([
    [process.execPath, `is Node ${process.version}`],
    ['/nowhere/node', 'does not run'],
  ])('is not %s, of another version or none', (path, why) => {
    expect(() => new NodeBinaries({ LOCAL_NODE_990: path }).of(RUNTIME)).toThrow(
      `LOCAL_NODE_990 is ${path}, which ${why}: it must be the path of a Node 990, or unset.`,
    );
  });
});
