import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Context, ContextError } from './read-context.ts';

/** The context of a deployment, as the CDK CLI merges it. */
export interface DeploymentContext {
  /** The value of `stack`. */
  readonly stackName: string | undefined;
  /** All other values except the CDK's own. */
  readonly context: Context;
}

/**
 * Extracts this app's values from the context that the CDK CLI passes, which comes from `cdk.json`, `cdk.context.json`,
 * `~/.cdk.json` and `-c`. JSON's numbers, booleans and lists become the text that `-c` would give.
 *
 * The CDK's own names are left out: feature flags (`@aws-cdk/…`), options of the CLI (`aws:cdk:…`, `aws-cdk:…`) and
 * cached look-ups (`availability-zones:account=…`) all contain a colon or a slash, and none of this app's names does.
 */
export function readDeploymentContext(all: Readonly<Record<string, unknown>>): DeploymentContext {
  const own = Object.entries(all).filter(([name]) => !/[:/]/.test(name));
  const { stack, ...context } = Object.fromEntries(own.map(([name, value]) => [name, contextText(value)]));
  return { stackName: stack, context };
}

function contextText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return value.map(contextText).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The files that the CDK CLI reads context from. */
export function contextFiles(directory: string): readonly string[] {
  return [
    join(directory, 'cdk.json'),
    join(directory, 'cdk.context.json'),
    join(process.env.CDK_HOME ?? homedir(), '.cdk.json'),
  ];
}

/**
 * @throws ContextError that names the file that holds `apiTempPassword`: no file of a repository may hold a password
 */
export function assertNoPasswordIn(files: readonly string[]): void {
  const holders = files.filter((file) => existsSync(file) && holdsPassword(readFileSync(file, 'utf8')));
  if (holders.length === 0) return;
  throw new ContextError(
    'this app',
    holders.map(
      (file) =>
        `apiTempPassword is in ${file}, but no file may hold a password. Remove it and set the variable ` +
        'API_TEMP_PASSWORD for npm run deploy.',
    ),
  );
}

/** `cdk.context.json` is the context itself; the other files have it under the key `context`. */
function holdsPassword(json: string): boolean {
  const content = JSON.parse(json) as Record<string, unknown> & { context?: Record<string, unknown> };
  return content.apiTempPassword !== undefined || content.context?.apiTempPassword !== undefined;
}
