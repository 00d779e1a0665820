import fs from 'node:fs';

/**
 * What the router's bundle has in place of `node:fs/promises`, which takes a millisecond to load: the SDK reads the
 * configuration files of a workstation with it, if it is not told what they could say.
 */
export function readFile(path: string, encoding: 'utf8'): Promise<string> {
  return fs.promises.readFile(path, encoding);
}
