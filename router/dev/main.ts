import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { serve } from '@hono/node-server';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { ConfigError } from '../../registrar/runtime/environment.ts';
import type { DevConfig } from '../config.ts';
import { readDevConfig } from '../config.ts';
import { createDependencies } from '../dependencies.ts';
import { createApp } from '../http/app.ts';
import { bearerTokenAuthenticator } from '../http/bearer-token.ts';
import { findProblems } from './checks.ts';

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
  const jwksCache = createJwksCache(config.jwksUri);
  const { userPoolId, clientIds } = config;
  const authenticator = bearerTokenAuthenticator({ userPoolId, clientIds, jwksCache });
  const dependencies = createDependencies(config, { authenticator, credentials });

  const assumeRouterRole = () => credentials();
  const problems = await findProblems(config, { assumeRouterRole, tenants: dependencies.tenants, jwksCache });
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  await listen(createApp(dependencies), config);
}

/** The pool's own endpoint, or in its place the one that JWKS_URI names. */
function createJwksCache(jwksUri: string | undefined): SimpleJwksCache {
  if (jwksUri === undefined) return new SimpleJwksCache();
  return new SimpleJwksCache({
    fetcher: {
      async fetch() {
        const response = await fetch(jwksUri);
        if (!response.ok) throw new Error(`JWKS_URI answered ${response.status}`);
        return response.arrayBuffer();
      },
    },
  });
}

/** Loopback only: whoever reaches this port acts with the developer's permissions. */
function listen(app: ReturnType<typeof createApp>, { port }: DevConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, ({ port: boundPort }) => {
      console.log(`The router listens on http://127.0.0.1:${boundPort}. Ctrl-C stops it.`);
    });
    server.once('error', (error: NodeJS.ErrnoException) => {
      const inUse = `Port ${port} is in use: set PORT to another one.`;
      reject(error.code === 'EADDRINUSE' ? new ConfigError(inUse) : error);
    });
    const stop = () => {
      console.log('The router has stopped.');
      server.close(() => resolve());
      if ('closeAllConnections' in server) server.closeAllConnections();
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
