import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../../../registrar/runtime/environment.ts';
import { readAsset } from './assets.ts';
import { isOwnRequest } from './guard.ts';
import type { LocalTokens } from './local-tokens.ts';
import { passOn, refuse } from './pass-on.ts';

/** What the explorer adds to the reference when the whole system runs on this machine. */
export interface LocalSide {
  /** The local AWS's endpoint, without a slash at the end. */
  readonly awsUrl: string;
  readonly tokens: LocalTokens;
  /** Called for each page, because tenants are deployed and destroyed meanwhile. */
  readonly tenants: () => readonly { readonly tenantId: string; readonly accountId: string }[];
}

export interface ExplorerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The router's address, without a slash at the end. */
  readonly apiUrl: string;
  /** Makes the OpenAPI document, as JSON. Called once, unless it fails. */
  readonly makeReference: (stopped: AbortSignal) => Promise<string>;
  /** When absent, users paste a token of their own, and there is no phone. */
  readonly local?: LocalSide;
}

export interface Explorer {
  /** Without a slash at the end. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Makes the browser send the page's requests to this origin only, and refuse to show the page in a frame. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** The request header that names the local client whose token the call is sent with. */
const CALLER_HEADER = 'x-explorer-caller';

/** The page's path for a request of the phone → method and path at the local AWS. */
const PHONE_CALLS: Readonly<Record<string, string>> = {
  'GET /phone/messages': '/_local/messages',
  'POST /phone/inbound': '/_local/inbound',
};

/**
 * Serves the reference with try-it, and the phone, on loopback only. The page calls its own origin, and the explorer
 * forwards each call to the router, so that the API needs no CORS.
 *
 * @throws ConfigError that names EXPLORER_PORT when the port is in use
 */
export async function serveExplorer({
  port,
  apiUrl,
  makeReference,
  local,
}: ExplorerOptions): Promise<Explorer> {
  const stopped = new AbortController();
  const readReference = onceMade(() => makeReference(stopped.signal));
  // It takes seconds, so it begins before the first page is requested.
  readReference().catch(() => {});
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      refuse(outgoing, 500, error instanceof Error ? error.message : 'The explorer failed.');
    });
  });
  const ownPort = await listen(server, port);

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    const [path = ''] = url.split('?');
    if (!isOwnRequest(method, headers, ownPort))
      return refuse(outgoing, 403, 'The explorer answers only its own pages, at its own loopback address.');
    // The answer has the router's headers and no others.
    if (path.startsWith('/api/')) return callRouter(incoming, outgoing, url.slice('/api'.length));
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) outgoing.setHeader(name, value);
    const phoneCall = local && PHONE_CALLS[`${method} ${path}`];
    if (phoneCall) return passOn(incoming, outgoing, { baseUrl: local.awsUrl, path: phoneCall });
    if (method !== 'GET') return refuse(outgoing, 405, 'Only GET is allowed for pages and documents.');
    if (path === '/session.json') return json(outgoing, JSON.stringify(session()));
    if (path === '/openapi.json') return json(outgoing, await readReference());
    const asset = await readAsset(path);
    if (asset === undefined) return refuse(outgoing, 404, 'The explorer has no such page.');
    outgoing.writeHead(200, { 'content-type': asset.contentType }).end(asset.body);
  }

  /** Adds the token of the caller that the page names; a request with a token of its own is forwarded as it is. */
  async function callRouter(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    path: string,
  ): Promise<void> {
    const caller = incoming.headers[CALLER_HEADER];
    if (caller === undefined) return passOn(incoming, outgoing, { baseUrl: apiUrl, path });
    const token = await local?.tokens.of(String(caller));
    if (token === undefined) return refuse(outgoing, 400, `${CALLER_HEADER} names no client of this system.`);
    passOn(incoming, outgoing, { baseUrl: apiUrl, path, authorization: `Bearer ${token}` });
  }

  /** The configuration of the page. It holds no secret and no token. */
  function session() {
    return {
      apiUrl,
      ...(local && { callers: local.tokens.clientIds, tenants: local.tenants() }),
    };
  }

  return {
    url: `http://127.0.0.1:${ownPort}`,
    async stop() {
      stopped.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** @returns the port */
async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new ConfigError(
              `Port ${port} is in use: set EXPLORER_PORT to another one, or to 0 for any free port.`,
            )
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Keeps the result of `make`. After a failure, the next call makes it again. */
function onceMade(make: () => Promise<string>): () => Promise<string> {
  let made: Promise<string> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

function json(outgoing: ServerResponse, body: string): void {
  outgoing.writeHead(200, { 'content-type': 'application/json' }).end(body);
}
