/** Headers of a request, read-only. Names are case-insensitive; several values of a name are joined. */
export class RequestHeaders {
  readonly #values = new Map<string, string>();

  /** Accepts any name and value that a front door lets through. Nothing is checked, so nothing can be refused. */
  constructor(entries: Iterable<readonly [string, string]>) {
    for (const [name, value] of entries) {
      const key = name.toLowerCase();
      const known = this.#values.get(key);
      this.#values.set(key, known === undefined ? value : `${known}, ${value}`);
    }
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  forEach(callback: (value: string, name: string) => void): void {
    for (const [name, value] of this.#values) callback(value, name);
  }
}

export interface RequestInit {
  readonly method: string;
  /** Starts with a slash, percent-encoded, without the query; nothing is normalized. */
  readonly path: string;
  readonly headers: Iterable<readonly [string, string]>;
  /** Reads the body as UTF-8, like Fetch: invalid bytes become U+FFFD. Called at most once. */
  readonly readText: () => Promise<string>;
}

/**
 * A request for Hono's `app.fetch`. Unlike Fetch's class of this name it accepts everything that a front door lets
 * through (TRACE, a GET with a body, odd header names, a path with dots), so that the app answers it. The query is left
 * out, because no action has one.
 */
export class Request {
  readonly method: string;
  readonly url: string;
  readonly headers: RequestHeaders;
  readonly #readText: () => Promise<string>;

  constructor({ method, path, headers, readText }: RequestInit) {
    this.method = method;
    // Hono looks for the path behind the host, which may be any.
    this.url = `http://router${path.replace(/[?#]/g, encodeURIComponent)}`;
    this.headers = new RequestHeaders(headers);
    this.#readText = readText;
  }

  text(): Promise<string> {
    return this.#readText();
  }
}

/** Replaces an event that cannot be read as a request; the app gets the reason for its refusal. */
export function noRequest(): Request {
  return new Request({ method: 'POST', path: '/', headers: [], readText: async () => '' });
}

/** Hono's types require Fetch's own class. */
export function asFetchRequest(request: Request): globalThis.Request {
  return request as unknown as globalThis.Request;
}
