import { readFileSync } from 'node:fs';
import type { SourceMap } from 'node:module';

/** By file; null for a file without a map. */
const maps = new Map<string, SourceMap | null>();

/**
 * A line of a stack trace with its place in the sources, if the file has a map beside it. Maps are read when the first
 * stack is logged; Node would read them at the start of the function.
 */
export function originalFrame(frame: string): string {
  return frame.replace(/(\/[^():]+\.js):(\d+):(\d+)/, (place, file, line, column) => {
    const entry = mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !('originalSource' in entry)) return place;
    const source = entry.originalSource.replace(/^(\.\.\/)+/, '');
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function mapOf(file: string): SourceMap | null {
  const known = maps.get(file);
  if (known !== undefined) return known;
  const map = readMap(file);
  maps.set(file, map);
  return map;
}

function readMap(file: string): SourceMap | null {
  try {
    // Loaded on first use, because it takes a millisecond of a cold start.
    const { SourceMap } = process.getBuiltinModule('node:module');
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  } catch {
    return null;
  }
}
