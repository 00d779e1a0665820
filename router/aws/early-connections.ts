import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Older ones are as any connection that was idle for so long: AWS may have closed it while the function was frozen. */
const MAX_AGE_MILLISECONDS = 4_000;

/**
 * Opens connections before a request needs them, so that the first request does not wait for handshakes. A connection
 * that is still being established is used too. A failed one is forgotten: the request opens its own.
 */
export class EarlyConnections {
  readonly #opened = new Map<string, { readonly socket: Socket; readonly openedAt: number }>();
  readonly #now: () => number;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  open({ protocol, hostname: host, port: given }: URL): void {
    const isSecure = protocol === 'https:';
    const port = Number(given || (isSecure ? 443 : 80));
    const servername = isIP(host) === 0 ? host : '';
    const socket = isSecure
      ? connectTls({ host, port, servername, ALPNProtocols: ['http/1.1'] })
      : connect({ host, port });
    const key = keyOf(host, port);
    this.#opened.set(key, { socket, openedAt: this.#now() });
    const forget = () => {
      if (this.#opened.get(key)?.socket === socket) this.#opened.delete(key);
    };
    // The connection must not keep the process alive.
    socket.setNoDelay().unref().on('error', forget).on('close', forget);
  }

  /** The connection to a host; each is returned once. */
  take(host: string, port: number): Socket | undefined {
    const key = keyOf(host, port);
    const opened = this.#opened.get(key);
    if (opened === undefined) return undefined;
    this.#opened.delete(key);
    if (this.#now() - opened.openedAt <= MAX_AGE_MILLISECONDS) return opened.socket.ref();
    opened.socket.destroy();
    return undefined;
  }
}

function keyOf(host: string, port: number): string {
  return `${host}:${port}`;
}
