import type { LambdaContext, LambdaEvent } from 'hono/aws-lambda';
import { handle } from 'hono/aws-lambda';
import type { App } from './app.ts';

/** The app as a Lambda function for API Gateway (REST) and function URL events. */
export function createHandler(app: App) {
  const handler = handle(app);
  return (event: LambdaEvent, context?: LambdaContext) => handler(withoutBodyOfGet(event), context);
}

/** A GET with a body reaches a function URL, and is no valid `Request`: it deserves the app's answer all the same. */
function withoutBodyOfGet(event: LambdaEvent): LambdaEvent {
  const method = 'httpMethod' in event ? event.httpMethod : methodOfUrlEvent(event);
  return method === 'GET' || method === 'HEAD' ? { ...event, body: null } : event;
}

function methodOfUrlEvent(event: LambdaEvent): string | undefined {
  return 'requestContext' in event && 'http' in event.requestContext
    ? event.requestContext.http.method
    : undefined;
}
