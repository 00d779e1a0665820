import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Record<string, unknown>;
}

export interface Endpoint {
  readonly url: string;
  readonly received: Received[];
  close(): Promise<void>;
}

export interface ScriptedAnswer {
  readonly status?: number;
  readonly body?: object;
  readonly errorType?: string;
}

/** An HTTP endpoint that keeps what it receives and gives the answers in turn, the default answer after that. */
export async function endpoint(
  answers: ScriptedAnswer[] = [],
  usually: ScriptedAnswer = {},
): Promise<Endpoint> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({ headers: request.headers, body: JSON.parse(String(Buffer.concat(parts))) });
      const { status = 200, body = {}, errorType } = answers.shift() ?? usually;
      response.writeHead(status, {
        'content-type': 'application/x-amz-json-1.1',
        ...(errorType !== undefined && { 'x-amzn-errortype': errorType }),
      });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () => close(server),
  };
}

/** PutEvents as it answers when it took the one entry, and when it did not, with 200 both times. */
export const TAKEN: ScriptedAnswer = { body: { FailedEntryCount: 0, Entries: [{ EventId: 'e1' }] } };

export function notTaken(ErrorCode: string): ScriptedAnswer {
  return { body: { FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage: 'try later' }] } };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
