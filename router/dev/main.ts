import type { AddressInfo } from 'node:net';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { ConfigError } from '../../registrar/runtime/environment.ts';
import type { DevConfig } from '../config.ts';
import { readDevConfig } from '../config.ts';
import { createDependencies } from '../dependencies.ts';
import { type App, createApp } from '../http/app.ts';
import { bearerTokenAuthenticator } from '../http/bearer-token.ts';
import { findProblems } from './checks.ts';
import { createDevServer } from './server.ts';
import { createUserPoolKeys } from './user-pool-keys.ts';

/**
 * `npm run dev`: the deployed app on a local server, against real AWS accounts. It acts with the router's own role,
 * assumed with the credentials of the shell, and so can do what the deployed router can and no more.
 */
async function main(): Promise<void> {
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
  await listen(createApp(dependencies), config);
}

/** Loopback only: whoever reaches this port acts with the developer's permissions. */
function listen(app: App, { port, maxBodyBytes }: DevConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createDevServer(app, { maxBodyBytes });
    server.listen(port, '127.0.0.1', () => {
      const { port: boundPort } = server.address() as AddressInfo;
      console.log(`The router listens on http://127.0.0.1:${boundPort}. Ctrl-C stops it.`);
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = `Port ${port} is in use: set PORT to another one.`;
      reject(error.code === 'EADDRINUSE' ? new ConfigError(inUse) : error);
    });
    const stop = () => {
      console.log('The router has stopped.');
      server.close(() => resolve());
      server.closeAllConnections();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}

main().then(
  // What is left, such as open connections to AWS, is not waited for.
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof ConfigError ? error.message : error);
    process.exit(1);
  },
);
