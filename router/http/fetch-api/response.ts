import { Headers } from './headers.ts';

interface ResponseInit {
  readonly status?: number;
  readonly headers?: ConstructorParameters<typeof Headers>[0];
}

/** An answer, like Fetch's class of this name, as far as Hono uses it: the body is text and can be read repeatedly. */
export class Response {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string | null;
  readonly bodyUsed = false;

  /** @throws TypeError for a body of bytes or a stream */
  constructor(body: string | null = null, { status = 200, headers }: ResponseInit = {}) {
    if (body !== null && typeof body !== 'string') throw new TypeError('The body of an answer must be text');
    this.body = body;
    this.status = status;
    this.headers = new Headers(headers);
    if (body !== null && !this.headers.has('content-type'))
      this.headers.set('content-type', 'text/plain;charset=UTF-8');
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  clone(): Response {
    return new Response(this.body, this);
  }

  async text(): Promise<string> {
    return this.body ?? '';
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }
}
