import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Owners, Shares } from './owners.ts';

/** As Node's profiler writes it. */
export interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** The flags that have Node write a profile when it ends, and the profiles that it has written by then. */
export function profiling() {
  const directory = mkdtempSync(join(tmpdir(), 'bench-profile-'));
  return {
    flags: ['--cpu-prof', `--cpu-prof-dir=${directory}`, '--cpu-prof-interval=200'],
    profiles: (): readonly CpuProfile[] =>
      readdirSync(directory).map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8'))),
  };
}

/** Milliseconds by whose code ran, the mean of some profiles. Times in which nothing ran are left out. */
export function timesByOwner(profiles: readonly CpuProfile[], owners: Owners): Shares {
  const times = new Map<string, number>();
  for (const { nodes, samples, timeDeltas } of profiles) {
    const ownerOf = new Map(nodes.map(({ id, callFrame }) => [id, ownerOfFrame(callFrame, owners)]));
    samples.forEach((id, index) => {
      const owner = ownerOf.get(id);
      const milliseconds = (timeDeltas[index + 1] ?? 0) / 1_000 / profiles.length;
      if (owner !== undefined) times.set(owner, (times.get(owner) ?? 0) + milliseconds);
    });
  }
  return times;
}

function ownerOfFrame(frame: CallFrame, owners: Owners): string | undefined {
  const { functionName: name, url, lineNumber, columnNumber } = frame;
  if (name === '(idle)') return undefined;
  if (name === '(garbage collector)') return 'V8: garbage collection';
  // Of these two, Node calls the first for an import, the second for a require().
  if (name === 'detectModuleFormat' || name === 'wrapSafe') return "V8: parsing the function's code";
  if (name === 'compileForInternalLoader') return 'Node: loading its own modules';
  if (url.startsWith('node:')) return partOfNode(url);
  if (url.endsWith('/index.js')) return owners.at(lineNumber, columnNumber) ?? 'the top level of all modules';
  return url === '' ? 'Node: system calls and the like' : "the benchmark's own code";
}

function partOfNode(url: string): string {
  if (/crypto/.test(url)) return 'Node: crypto';
  if (/http|net$|tls|stream|dns/.test(url)) return 'Node: HTTP, connections, streams';
  return 'Node: the rest';
}
