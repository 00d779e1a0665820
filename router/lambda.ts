import { readRouterConfig } from './config.ts';
import { createDependencies } from './dependencies.ts';
import { createApp } from './http/app.ts';
import { lambdaAuthenticator } from './http/caller/authenticate.ts';
import { createHandler } from './http/lambda/handler.ts';

/** The entry of the router's function, which API Gateway and the function URL invoke. */
export const handler = createHandler(
  createApp(
    createDependencies(readRouterConfig(), { authenticator: lambdaAuthenticator, connectEarly: true }),
  ),
);
