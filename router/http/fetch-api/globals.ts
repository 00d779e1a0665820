/**
 * What a bundle puts in place of the globals of these names (esbuild's `inject`), so that Hono builds its answers
 * with them: Node's own load the whole of fetch when the first one is made.
 */
export { Headers } from './headers.ts';
export { Request } from './request.ts';
export { Response } from './response.ts';
