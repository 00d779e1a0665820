/**
 * Replaces the globals of these names in a bundle (esbuild's `inject`), so that Hono builds its answers with these
 * classes: the first use of Node's own loads the whole of fetch.
 */
export { Headers } from './headers.ts';
export { Request } from './request.ts';
export { Response } from './response.ts';
