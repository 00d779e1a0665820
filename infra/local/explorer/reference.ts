import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

/** The document has about 0.7 MB without line breaks. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * The OpenAPI document, made by `npm run openapi` in a process of its own: reading the SDK's declarations takes
 * seconds, in which this process could not answer anybody.
 *
 * @param apiUrl the API's address in the document
 */
export async function makeReference(apiUrl: string, signal: AbortSignal): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['run.cjs', 'router/reference/main.ts'], {
    cwd: REPOSITORY,
    maxBuffer: MAX_BYTES,
    signal,
  });
  const document = JSON.parse(stdout) as Record<string, unknown>;
  return JSON.stringify({ ...document, servers: [{ url: apiUrl }] });
}
