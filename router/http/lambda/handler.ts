import type { Context } from 'aws-lambda';
import { asRouterError } from '../../errors.ts';
import type { App } from '../app.ts';
import { asFetchRequest, noRequest } from '../fetch-api/request.ts';
import { type LambdaEvent, requestOf } from './event.ts';

/** An answer in the form of both front doors. */
export interface LambdaAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The app as a Lambda function for API Gateway (REST) and its function URL. */
export function createHandler(app: App) {
  return async function handler(
    event: LambdaEvent,
    lambdaContext?: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<LambdaAnswer> {
    const { request, unreadable } = readEvent(event);
    const env = { requestContext: event?.requestContext, lambdaContext, unreadable };
    const response = await app.fetch(asFetchRequest(request), env);
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };
}

/** The app answers a malformed event, so that it appears in the log and in the metrics. */
function readEvent(event: LambdaEvent) {
  try {
    return { request: requestOf(event) };
  } catch (error) {
    return { request: noRequest(), unreadable: asRouterError(error) };
  }
}
