import { PinpointClient } from '@aws-sdk/client-pinpoint';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Service } from '../../actions/allowlist.ts';
import type { Operation } from '../../actions/operation.ts';
import type { JsonTransport } from '../json-transport.ts';
import type { TenantCredentials } from '../tenant/credentials.ts';
import { inCallContext } from '../transport.ts';
import type { AwsCall, SendToAws } from './dispatch.ts';
import { RetryWhenRefused } from './retry-when-refused.ts';

/** A client of either service. Which commands it takes is not told by types: `Operation` pairs service and command. */
interface SdkClient {
  send(command: object): Promise<object>;
}

interface SdkClientConfig {
  readonly region: string;
  readonly requestHandler: JsonTransport;
  readonly credentials: Pick<TenantCredentials, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;
  readonly cacheMiddleware: true;
  /** @default the SDK's, three attempts */
  readonly retryStrategy?: RetryWhenRefused;
}

const CREATE: Readonly<Record<Service, (config: SdkClientConfig) => SdkClient>> = {
  'sms-voice': (config) => new PinpointSMSVoiceV2Client(config),
  mobiletargeting: (config) => new PinpointClient(config),
};

/** Sends through clients that live as long as the credentials they were made with, and so for one tenant and Region. */
export function createSend(transport: JsonTransport): SendToAws {
  const repeating = new WeakMap<TenantCredentials, SdkClient>();
  const cautious = new WeakMap<TenantCredentials, SdkClient>();

  function clientFor({ operation, region, credentials }: AwsCall): SdkClient {
    const clients = operation.repeatable ? repeating : cautious;
    const known = clients.get(credentials);
    if (known !== undefined) return known;
    const client = createClient(operation, region, credentials, transport);
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
  { service, repeatable }: Operation,
  region: string,
  { accessKeyId, secretAccessKey, sessionToken }: TenantCredentials,
  requestHandler: JsonTransport,
): SdkClient {
  return CREATE[service]({
    region,
    requestHandler,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    cacheMiddleware: true,
    ...(!repeatable && { retryStrategy: new RetryWhenRefused() }),
  });
}
