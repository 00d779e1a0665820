import { readRouterConfig } from '../../router/config.ts';
import type { LiveOptions } from '../../router/dependencies.ts';
import { createDependencies } from '../../router/dependencies.ts';
import type { ErrorBody } from '../../router/errors.ts';
import { createApp } from '../../router/http/app.ts';
import { lambdaAuthenticator } from '../../router/http/caller/authenticate.ts';
import { createHandler } from '../../router/http/lambda/handler.ts';
import type { EventOptions } from './lambda-events.ts';
import { gatewayEvent } from './lambda-events.ts';

export interface TestRouterOptions extends Partial<LiveOptions> {
  /** Where all of AWS is. */
  readonly awsUrl: string;
  /** Environment variables in addition to those of the deployment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** An answer of the function, its body parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at bodies of many shapes
  readonly body: any;
}

export type TestRouter = ReturnType<typeof startTestRouter>;

/** The deployed function: the Lambda handler on live SDK clients, which reach AWS where the test has it. */
export function startTestRouter({ awsUrl, environment, ...options }: TestRouterOptions) {
  process.env.AWS_ENDPOINT_URL = awsUrl;
  const config = readRouterConfig({
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: awsUrl,
    TENANTS_TABLE: 'PinpointTenantsTable',
    KEYED_SENDS_TABLE: 'PinpointKeyedSends',
    ...environment,
  });
  const lines: string[] = [];
  const dependencies = createDependencies(config, {
    authenticator: lambdaAuthenticator,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    log: (line) => lines.push(line),
    ...options,
  });
  const app = createApp(dependencies);
  const handler = createHandler(app);

  async function invoke(
    event: Parameters<typeof handler>[0],
    remainingMilliseconds = 30_000,
  ): Promise<Answer> {
    const context = { getRemainingTimeInMillis: () => remainingMilliseconds };
    const { statusCode: status, headers, body } = await handler(event, context);
    return { status, headers, body: JSON.parse(body) };
  }

  return {
    app,
    invoke,
    /** A request through the gateway, as the machine client `local-admin`. */
    post(path: string, body?: unknown, options: Partial<EventOptions> = {}): Promise<Answer> {
      return invoke(
        gatewayEvent({ path, body: body === undefined ? null : JSON.stringify(body), ...options }),
      );
    },
    /** The log so far, parsed. */
    // biome-ignore lint/suspicious/noExplicitAny: as above
    log: (): any[] => lines.map((line) => JSON.parse(line)),
    lines,
  };
}

/** The error of an answer, for `toMatchObject`. */
export function errorOf({ status, body }: Answer): ErrorBody['error'] & { status: number } {
  return { status, ...body.error };
}
