import { type LocalAccount, localAccount } from '../accounts.ts';
import { createLocalAws } from '../local-aws.ts';
import { serveDeployments } from './deployments.ts';

/** Exit codes that shells give to a process that a signal ended. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export interface StartOptions {
  /** `<id>` or `<id>:<region>` */
  readonly account: readonly string[];
  readonly port: number;
  readonly apiPort: number;
  readonly functionUrlPort: number;
}

/** Starts a local AWS with empty accounts, prints its address and keys, and serves it until a signal. */
export async function start(options: StartOptions): Promise<void> {
  const { port, apiPort, functionUrlPort } = options;
  const accounts = options.account.map(parseAccount);
  const aws = await createLocalAws({ accounts, port, apiPort, functionUrlPort, log: console.error }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      throw new Error(`Port ${port} is in use. Set --port to another one, or to 0 for any free port.`);
    },
  );
  serveDeployments(aws);
  for (const [signal, code] of Object.entries(SIGNALS))
    process.once(signal, () => {
      console.log('\nStopped.');
      void aws.stop().finally(() => process.exit(code));
    });
  console.log(welcome(aws.url, accounts));
}

/** @throws Error when the text is not an account */
export function parseAccount(text: string): LocalAccount {
  const [, accountId, region = 'us-east-1'] = /^(\d{12})(?::([a-z]{2}(?:-[a-z]+)+-\d))?$/.exec(text) ?? [];
  if (accountId === undefined)
    throw new Error(
      `--account ${text} must be an account id of 12 digits, with or without its Region: 222222222222:us-east-1`,
    );
  return localAccount(accountId, region);
}

function welcome(url: string, accounts: readonly LocalAccount[]): string {
  const [first] = accounts;
  const lines = accounts.map(
    ({ accountId, region, accessKeyId, secretAccessKey }) =>
      `  ${accountId}  ${region.padEnd(14)}  ${accessKeyId}  ${secretAccessKey}`,
  );
  return `
A local AWS with empty accounts listens at ${url}

  account       Region          access key id          secret access key
${lines.join('\n')}

SDKs and the AWS CLI use it with these variables:

  export AWS_ENDPOINT_URL=${url} AWS_REGION=${first?.region} AWS_DEFAULT_REGION=${first?.region}
  export AWS_ACCESS_KEY_ID=${first?.accessKeyId} AWS_SECRET_ACCESS_KEY=${first?.secretAccessKey}

Deploy an assembly: npm run local-aws -- deploy cdk.out${url.endsWith(':4566') ? '' : ` --port ${new URL(url).port}`}
What was sent:       curl -s ${url}/_local/messages

Press Ctrl-C to stop.`;
}
