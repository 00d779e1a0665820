import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackServerOptions {
  /** Answers a request. A rejection cuts the connection. */
  answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void>;
  /** Called for rejections. @default none */
  readonly log?: (line: string) => void;
  /** @default Node's */
  readonly keepAliveMilliseconds?: number;
}

/** An HTTP server that only this machine can reach. Every listener of the local AWS is one. */
export class LoopbackServer {
  readonly #server: Server;

  constructor({ answer, log = () => {}, keepAliveMilliseconds }: LoopbackServerOptions) {
    this.#server = createServer((incoming, outgoing) => {
      answer(incoming, outgoing).catch((error: unknown) => {
        log(`local AWS: ${error instanceof Error ? error.stack : String(error)}`);
        outgoing.destroy();
      });
    });
    if (keepAliveMilliseconds !== undefined) this.#server.keepAliveTimeout = keepAliveMilliseconds;
  }

  /**
   * @param port 0 takes any free one
   * @returns the host and port that it listens on, such as `127.0.0.1:4566`
   * @throws the server's error, such as EADDRINUSE
   */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts open connections. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
