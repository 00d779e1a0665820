import { request } from 'node:http';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { LocalSystem } from '../../../infra/local/system/local-system.ts';
import { accessToken, tokenOfPerson } from '../../support/api.ts';
import { assertRefusalDescribed } from '../../support/described-api.ts';
import { startDevProcess } from '../../support/dev-process.ts';
import { MANAGEMENT, partnerRole, URL_CALLER_ROLE } from '../../support/parties.ts';
import type { Caller, Door, OddRequest } from './odd-requests.ts';

export interface DoorAnswer {
  readonly status: number;
  /** Absent for a success, and for an answer without a body. */
  readonly name: string | undefined;
  /** Of an error. */
  readonly message: string | undefined;
  readonly requestId: string | undefined;
  readonly header: string | undefined;
}

export type FrontDoors = Awaited<ReturnType<typeof openFrontDoors>>;

/** API Gateway and function URL of the deployed system, and `npm run dev` against it. */
export async function openFrontDoors(system: LocalSystem) {
  const { UserPoolId = '', RouterRoleArn = '' } = system.outputs;
  const { url } = system.aws;
  const dev = startDevProcess({
    AWS_ENDPOINT_URL: url,
    AWS_REGION: MANAGEMENT.region,
    AWS_ACCESS_KEY_ID: MANAGEMENT.accessKeyId,
    AWS_SECRET_ACCESS_KEY: MANAGEMENT.secretAccessKey,
    ROUTER_ROLE_ARN: RouterRoleArn,
    USER_POOL_ID: UserPoolId,
    JWKS_URI: `${url}/${UserPoolId}/.well-known/jwks.json`,
  });
  // The stack makes Admin alone.
  system.aws.cognito.userPool(UserPoolId).groups.add('Ops');
  const urls: Record<Door, string> = {
    gateway: system.apiUrl,
    url: system.functionUrl,
    dev: await dev.listening,
  };
  const signer = new SignatureV4({
    service: 'lambda',
    region: MANAGEMENT.region,
    credentials: system.aws.kernel.iam.keys.issue(partnerRole(system, URL_CALLER_ROLE)),
    sha256: Sha256,
  });

  async function authentication(door: Door, odd: OddRequest): Promise<Readonly<Record<string, string>>> {
    if (door !== 'url') return authorizationOf(system, odd.caller ?? 'machine');
    const { hostname, host } = new URL(urls.url);
    const [path = '', query] = pathOf(odd).split('?');
    const signed = await signer.sign(
      new HttpRequest({
        method: odd.method ?? 'POST',
        hostname,
        path,
        query: Object.fromEntries(new URLSearchParams(query)),
        headers: { host },
        body: odd.body,
      }),
    );
    return signed.headers;
  }

  return {
    async knock(door: Door, odd: OddRequest): Promise<DoorAnswer> {
      return await send(urls[door], odd, await authentication(door, odd));
    },
    async close() {
      dev.child.kill('SIGKILL');
      await dev.exit;
    },
  };
}

function pathOf({ path = '/acme/DescribePools' }: OddRequest): string {
  return path;
}

/** Sends requests that Node's own client would normalize: paths and headers are sent as they are. */
function send(url: string, odd: OddRequest, authentication: Readonly<Record<string, string>>) {
  const { method = 'POST', headers = [['content-type', 'application/json']], body } = odd;
  const { hostname, port, host } = new URL(url);
  const chunked = headers.some(([name]) => name === 'transfer-encoding');
  const length = body === undefined || chunked ? [] : [['content-length', String(body.length)] as const];
  const { host: _, ...signed } = authentication;
  const flat = [['host', host] as const, ...Object.entries(signed), ...headers, ...length].flat();
  return new Promise<DoorAnswer>((resolve, reject) => {
    const outgoing = request(
      { hostname, port, method, path: pathOf(odd), headers: flat as never, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const answer = text === '' ? {} : JSON.parse(text);
          const { error, requestId } = answer;
          const { statusCode: status = 0, headers: answered } = response;
          const header = answered['x-request-id']?.toString();
          const refused = method === 'POST' && status >= 400;
          const described = refused
            ? assertRefusalDescribed({ path: pathOf(odd).slice(1), status, answer })
            : Promise.resolve();
          described.then(
            () => resolve({ status, name: error?.name, message: error?.message, requestId, header }),
            reject,
          );
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function authorizationOf(
  system: LocalSystem,
  caller: Caller,
): Promise<Readonly<Record<string, string>>> {
  switch (caller) {
    case 'nobody':
      return {};
    case 'garbage':
      return { authorization: 'Bearer garbage' };
    case 'basic':
      return { authorization: `Basic ${Buffer.from('local-admin:local-admin-secret').toString('base64')}` };
    case 'machine':
      return { authorization: `Bearer ${await accessToken(system)}` };
    case 'Ops,Admin':
    case 'Ops':
      return { authorization: `Bearer ${await tokenOfPerson(system, { groups: caller.split(',') })}` };
    case 'person without the scope':
      return {
        authorization: `Bearer ${await tokenOfPerson(system, { groups: ['Admin'], scopes: ['openid'] })}`,
      };
  }
}
