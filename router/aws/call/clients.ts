import { SignatureV4 } from '@smithy/signature-v4';
import type { ClientClass, ClientConfig, Operation } from '../../actions/operation.ts';
import { makeConfigFast } from '../fast-config.ts';
import { Sha256 } from '../sha256.ts';
import type { TenantCredentials } from '../tenant/credentials.ts';
import { inCallContext } from '../transport.ts';
import type { AwsCall, SendToAws } from './dispatch.ts';
import { RetryWhenRefused } from './retry-when-refused.ts';

type SdkClient = InstanceType<ClientClass>;

/** Sends with clients that live as long as their credentials, so each is for one tenant and Region. */
export function createSend(shared: ClientConfig): SendToAws {
  const repeating = new WeakMap<TenantCredentials, SdkClient>();
  const cautious = new WeakMap<TenantCredentials, SdkClient>();

  function clientFor({ operation, region, credentials }: AwsCall): SdkClient {
    const clients = operation.repeatable ? repeating : cautious;
    const known = clients.get(credentials);
    if (known !== undefined) return known;
    const client = createClient(operation, region, credentials, shared);
    clients.set(credentials, client);
    return client;
  }

  return (call) => {
    const { operation, input, signal, attempts } = call;
    const command = new operation.Command(input);
    const context = { signal, attempts, repeatable: operation.repeatable };
    return inCallContext(context, () => clientFor(call).send(command));
  };
}

function createClient(
  { Client, service, repeatable }: Operation,
  region: string,
  { accessKeyId, secretAccessKey, sessionToken }: TenantCredentials,
  shared: ClientConfig,
): SdkClient {
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const client = new Client({
    ...shared,
    region,
    credentials,
    sha256: Sha256,
    // By default the SDK creates one for each call.
    signer: new SignatureV4({ service, region, credentials, sha256: Sha256 }),
    cacheMiddleware: true,
    ...(!repeatable && { retryStrategy: new RetryWhenRefused() }),
  });
  makeConfigFast(client);
  return client;
}
