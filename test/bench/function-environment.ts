import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEYED_SENDS_TABLE_NAME, TENANTS_TABLE_NAME } from '../../registrar/contract/names.ts';
import type { BenchAws } from './aws.ts';

const emptyHome = mkdtempSync(join(tmpdir(), 'bench-home-'));

/** What a function finds in its environment: Lambda's variables and those of the template, and where AWS is. */
export function functionEnvironment({
  endpoints,
}: Pick<BenchAws, 'endpoints'>): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? '',
    // As in Lambda, no configuration files.
    HOME: emptyHome,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'ASIABENCH',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 't'.repeat(800),
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    ...endpoints,
    // Deployed functions have no endpoint configured; here they do not look further than for these.
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
    TENANTS_TABLE: TENANTS_TABLE_NAME,
    KEYED_SENDS_TABLE: KEYED_SENDS_TABLE_NAME,
    // The benchmark's AWS has a certificate that it made itself.
    ...(endpoints.AWS_ENDPOINT_URL.startsWith('https') && {
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      NODE_NO_WARNINGS: '1',
    }),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
