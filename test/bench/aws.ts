import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface BenchAws {
  readonly url: string;
  /** Requests so far by `<service>:<operation>`. */
  counts(): Promise<Readonly<Record<string, number>>>;
  stop(): void;
}

/** Starts aws-server.ts; with a round trip of more than 0 ms it speaks TLS from that far away. */
export async function startBenchAws(roundTripMilliseconds = 0): Promise<BenchAws> {
  const server = fork(
    fileURLToPath(new URL('aws-server.ts', import.meta.url)),
    [`${roundTripMilliseconds}`],
    {
      execArgv: ['--import', 'tsx'],
    },
  );
  const [{ url }] = await once(server, 'message');
  return {
    url,
    async counts() {
      server.send('counts');
      const [{ counts }] = await once(server, 'message');
      return counts;
    },
    stop: () => server.disconnect(),
  };
}
