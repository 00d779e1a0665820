import { createApp } from './app.ts';
import { lambdaFrontDoor } from './authenticate.ts';
import { readRouterConfig } from './config.ts';
import { createDependencies } from './dependencies.ts';
import { createHandler } from './lambda-handler.ts';

/** The router function's entry: API Gateway and its function URL invoke it. */
export const handler = createHandler(
  createApp(createDependencies(readRouterConfig(), { frontDoor: lambdaFrontDoor })),
);
