import { setTimeout as delay } from 'node:timers/promises';
import { LOCAL_CLIENT } from '../../infra/local/system/local-clients.ts';
import { LOCAL_TENANTS } from '../../infra/local/system/local-system.ts';
import type { Deployment } from './deployment.ts';

const PAUSE_MILLISECONDS = 50;

/** Callers who go on asking, and do not know that anything is updated. */
export class Traffic {
  /** Of the sends that named the configuration set whose events go to the bucket. */
  readonly messageIds: string[] = [];
  /** Answers other than 200, and times without a grant; each once. */
  readonly problems = new Set<string>();
  requests = 0;
  slowestMilliseconds = 0;
  #stopped = false;
  readonly #deployment: Deployment;
  readonly #loops: Promise<void>[] = [];
  readonly #watch: NodeJS.Timeout;

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
    for (const { tenantId } of LOCAL_TENANTS) this.#loops.push(this.#ask(tenantId));
    this.#watch = setInterval(() => this.#lookAtGrants(), 5);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#loops);
    clearInterval(this.#watch);
  }

  async #ask(tenantId: string): Promise<void> {
    // Tokens live for an hour: this one is older than the update.
    const token = await tokenOf(this.#deployment, LOCAL_CLIENT);
    const ask = async (action: string, body: unknown) => {
      const began = Date.now();
      const answer = await post(this.#deployment, token, `${tenantId}/${action}`, body);
      this.slowestMilliseconds = Math.max(this.slowestMilliseconds, Date.now() - began);
      this.requests += 1;
      if (answer.status !== 200)
        this.problems.add(`${action}: ${answer.status} ${JSON.stringify(answer.body.error ?? answer.body)}`);
      return answer;
    };
    const text = { DestinationPhoneNumber: '+14254147755', MessageBody: 'still here' };
    while (!this.#stopped) {
      await ask('DescribePools', {});
      await ask('SendTextMessage', text);
      const { status, body } = await ask('SendTextMessage', { ...text, ConfigurationSetName: 'Default' });
      if (status === 200) this.messageIds.push(String(body.MessageId));
      await delay(PAUSE_MILLISECONDS);
    }
  }

  #lookAtGrants(): void {
    const policy = this.#deployment.bucketPolicy();
    for (const { tenantId, accountId } of LOCAL_TENANTS)
      if (!policy.includes(accountId)) this.problems.add(`the bucket policy does not grant ${tenantId}`);
  }
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request through the REST API; a cut connection is an answer too, of status 0. */
export async function post(
  deployment: Deployment,
  token: string,
  path: string,
  body: unknown,
): Promise<Answer> {
  try {
    const response = await fetch(`${deployment.apiUrl}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  } catch (error) {
    return { status: 0, body: { error: String((error as Error).cause ?? error) } };
  }
}

export async function tokenOf(
  { aws }: Deployment,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): Promise<string> {
  const response = await fetch(`${aws.url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`No token for ${clientId}: ${response.status}`);
  return token;
}
