import { readRouterConfig } from './config.ts';
import { createDependencies } from './dependencies.ts';
import { createApp } from './http/app.ts';
import { lambdaAuthenticator } from './http/caller/authenticate.ts';
import { createHandler } from './http/lambda/handler.ts';

/** The router function's entry: API Gateway and its function URL invoke it. */
export const handler = createHandler(
  createApp(
    createDependencies(readRouterConfig(), { authenticator: lambdaAuthenticator, connectEarly: true }),
  ),
);
