import * as v from 'valibot';

/** An OAuth client of the local system. */
export interface LocalClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

const TokenSchema = v.object({ access_token: v.string(), expires_in: v.number() });

/** A token with less time left than this is replaced. */
const EARLY_MILLISECONDS = 60_000;

interface Held {
  readonly token: Promise<string>;
  renewAt: number;
}

/** Access tokens of the local clients. Their secrets stay in this process, and no token reaches a page. */
export class LocalTokens {
  readonly #tokenUrl: string;
  readonly #clients: ReadonlyMap<string, LocalClient>;
  readonly #now: () => number;
  readonly #held = new Map<string, Held>();

  /** @param tokenUrl such as `http://127.0.0.1:4566/oauth2/token` */
  constructor(tokenUrl: string, clients: readonly LocalClient[], now: () => number = Date.now) {
    this.#tokenUrl = tokenUrl;
    this.#clients = new Map(clients.map((client) => [client.clientId, client]));
    this.#now = now;
  }

  get clientIds(): readonly string[] {
    return [...this.#clients.keys()];
  }

  /**
   * @returns undefined when there is no such client
   * @throws Error when the token endpoint refuses
   */
  async of(clientId: string): Promise<string | undefined> {
    const client = this.#clients.get(clientId);
    if (client === undefined) return undefined;
    const held = this.#held.get(clientId);
    if (held !== undefined && this.#now() < held.renewAt) return held.token;
    const fetched: Held = {
      token: this.#fetch(client, (renewAt) => (fetched.renewAt = renewAt)),
      renewAt: Infinity,
    };
    this.#held.set(clientId, fetched);
    // A failed request must not stay in the cache.
    fetched.token.catch(() => this.#held.delete(clientId));
    return fetched.token;
  }

  async #fetch(client: LocalClient, renew: (at: number) => void): Promise<string> {
    const credentials = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64');
    const response = await fetch(this.#tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      // Without the parameter scope, the token has all scopes of the client.
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    if (!response.ok) throw new Error(`${this.#tokenUrl} answered ${response.status}.`);
    const token = v.parse(TokenSchema, await response.json());
    renew(this.#now() + token.expires_in * 1000 - EARLY_MILLISECONDS);
    return token.access_token;
  }
}
