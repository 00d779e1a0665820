import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Context, ContextError } from './read-context.ts';

/** The context of a deployment, as the CDK CLI merges it. */
export interface DeploymentContext {
  /** The value of `stack`. */
  readonly stackName: string | undefined;
  /** All other values but the CDK's own. */
  readonly context: Context;
}

/**
 * Takes this app's values out of the context that the CDK CLI hands over: from `cdk.json`, `cdk.context.json`,
 * `~/.cdk.json` and `-c`. Numbers, booleans and lists, which JSON brings, become the text that `-c` would give.
 *
 * The CDK's own names pass: feature flags (`@aws-cdk/…`), options of the CLI (`aws:cdk:…`, `aws-cdk:…`) and cached
 * look-ups (`availability-zones:account=…`) all have a colon, or a slash, and none of ours has.
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

/** @throws ContextError naming the file that holds `apiTempPassword`: a password belongs into no file of a repository */
export function assertNoPasswordIn(files: readonly string[]): void {
  const holders = files.filter((file) => existsSync(file) && holdsPassword(readFileSync(file, 'utf8')));
  if (holders.length === 0) return;
  throw new ContextError(
    'this app',
    holders.map(
      (file) =>
        `apiTempPassword is in ${file}, but a password must not lie in a file. Take it out and set the variable ` +
        'API_TEMP_PASSWORD for npm run deploy.',
    ),
  );
}

/** `cdk.context.json` is the context itself; the other files have it under `context`. */
function holdsPassword(json: string): boolean {
  const content = JSON.parse(json) as Record<string, unknown> & { context?: Record<string, unknown> };
  return content.apiTempPassword !== undefined || content.context?.apiTempPassword !== undefined;
}
