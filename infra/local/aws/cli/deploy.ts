import { resolve } from 'node:path';
import type { DeployedStack, DeploymentRequest } from './deployments.ts';
import { DEPLOYMENTS_PATH } from './deployments.ts';

export interface DeployOptions {
  readonly stack?: string;
  readonly account?: string;
  readonly region?: string;
  readonly parameter?: readonly string[];
  readonly port: number;
}

/** Makes the AWS that runs in another terminal deploy an assembly, and prints the result. */
export async function deploy(assembly: string, options: DeployOptions): Promise<void> {
  const { stack: stackName, account: accountId, region, parameter = [], port } = options;
  const request: DeploymentRequest = {
    directory: resolve(assembly),
    ...(stackName !== undefined && { stackName }),
    ...(accountId !== undefined && { accountId }),
    ...(region !== undefined && { region }),
    parameters: Object.fromEntries(parameter.map(parseParameter)),
  };
  for (const stack of await ask(port, request)) console.log(describe(stack));
}

async function ask(port: number, request: DeploymentRequest): Promise<readonly DeployedStack[]> {
  const response = await fetch(`http://127.0.0.1:${port}${DEPLOYMENTS_PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  }).catch(() => {
    throw new Error(
      `No local AWS answers at 127.0.0.1:${port}. Run npm run local-aws first; if it listens on another port, set --port.`,
    );
  });
  const answer = (await response.json()) as { stacks?: readonly DeployedStack[]; message?: string };
  if (response.status === 403 || response.status === 404)
    throw new Error(
      `The local AWS at 127.0.0.1:${port} does not accept assemblies. Start one with npm run local-aws.`,
    );
  if (answer.stacks === undefined)
    throw new Error(answer.message ?? `The local AWS answered ${response.status}.`);
  return answer.stacks;
}

function parseParameter(text: string): readonly [string, string] {
  const separator = text.indexOf('=');
  if (separator < 1) throw new Error(`--parameter must be name=value, but is "${text}".`);
  return [text.slice(0, separator), text.slice(separator + 1)];
}

function describe({ stackName, accountId, region, outputs, served }: DeployedStack): string {
  const lines = Object.entries(outputs).map(([name, value]) => `  ${name} = ${value}`);
  const urls = Object.entries(served).map(([stage, url]) => `  ${stage} is served at ${url}`);
  return [`${stackName} is deployed in ${accountId} (${region}).`, ...lines, ...urls].join('\n');
}
