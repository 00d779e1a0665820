import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface BenchAws {
  /** Where its services are, as variables that the SDK reads. */
  readonly endpoints: Readonly<Record<'AWS_ENDPOINT_URL', string>>;
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
  const [{ endpoints }] = await once(server, 'message');
  return {
    endpoints,
    async counts() {
      server.send('counts');
      const [{ counts }] = await once(server, 'message');
      return counts;
    },
    stop: () => server.disconnect(),
  };
}
