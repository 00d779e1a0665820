import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { ConfigError } from '../../registrar/runtime/environment.ts';
import type { DevConfig } from '../config.ts';
import { readDevConfig } from '../config.ts';
import { createDependencies } from '../dependencies.ts';
import { type App, createApp } from '../http/app.ts';
import { bearerTokenAuthenticator } from '../http/caller/bearer-token.ts';
import { findProblems } from './checks.ts';
import { createDevServer } from './server.ts';
import { createUserPoolKeys } from './user-pool-keys.ts';

export interface DevRouter {
  /** Without a slash at the end. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves the deployed app locally, against real AWS accounts. It acts with the router's role, assumed with the shell's
 * credentials, so it has exactly the permissions of the deployed router.
 *
 * @throws ConfigError that names what is missing or refused
 */
export async function serveDevRouter(): Promise<DevRouter> {
  const config = readDevConfig();
  const credentials = fromTemporaryCredentials({
    params: { RoleArn: config.routerRoleArn, RoleSessionName: 'router-dev' },
    clientConfig: { region: config.region },
  });
  const jwksCache = createUserPoolKeys(config.jwksUri);
  const { userPoolId, clientIds } = config;
  const authenticator = bearerTokenAuthenticator({ userPoolId, clientIds, jwksCache });
  const dependencies = createDependencies(config, { authenticator, credentials });

  const assumeRouterRole = () => credentials();
  const problems = await findProblems(config, { assumeRouterRole, tenants: dependencies.tenants, jwksCache });
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return listen(createApp(dependencies), config);
}

/** Loopback only, because everyone who reaches this port acts with the developer's permissions. */
async function listen(app: App, { port, maxBodyBytes }: DevConfig): Promise<DevRouter> {
  const server = createDevServer(app, { maxBodyBytes }).listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const isInUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    throw isInUse ? new ConfigError(`Port ${port} is in use: set PORT to another one.`) : error;
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
