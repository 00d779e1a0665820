import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/**
 * A TCP relay to a port on loopback that is as far away as a round trip of so many milliseconds. A first request
 * waits for three of them: one to connect, one for TLS 1.3, one for the request itself. The kernel completes the
 * connect at once, so the first bytes bear its round trip.
 */
export function startDistance(port: number, roundTripMilliseconds: number): Server {
  return createServer((client) => {
    const server = connect(port, '127.0.0.1');
    for (const socket of [client, server]) socket.setNoDelay(true).on('error', () => socket.destroy());
    relay(client, server, { delay: roundTripMilliseconds / 2, connect: roundTripMilliseconds });
    relay(server, client, { delay: roundTripMilliseconds / 2, connect: 0 });
  });
}

function relay(from: Socket, to: Socket, times: { readonly delay: number; readonly connect: number }): void {
  // Never earlier than the bytes before, whatever the timers do.
  let due = performance.now() + times.connect + times.delay;
  const later = (act: () => void) => {
    due = Math.max(due, performance.now() + times.delay);
    setTimeout(act, due - performance.now());
  };
  from.on('data', (chunk) => later(() => to.write(chunk)));
  from.on('end', () => later(() => to.end()));
}
