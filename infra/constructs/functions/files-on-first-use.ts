import fs from 'node:fs';

/**
 * Replaces `node:fs/promises` in the router's bundle, because that takes a millisecond to load. The SDK uses it only to
 * read the configuration files of a workstation, for options that its caller leaves open.
 */
export function readFile(path: string, encoding: 'utf8'): Promise<string> {
  return fs.promises.readFile(path, encoding);
}
