import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Stack } from '../cloudformation/stack.ts';
import type { Home } from '../core/caller.ts';
import { restJsonReply } from '../core/protocols/rest-json-protocol.ts';
import { deployAssembly } from '../deploy-assembly.ts';
import type { LocalAws } from '../local-aws.ts';

export const DEPLOYMENTS_PATH = '/_local/deployments';

const Deployment = v.strictObject({
  /** Absolute path of a cloud assembly. */
  directory: v.string(),
  stackName: v.optional(v.string()),
  accountId: v.optional(v.string()),
  region: v.optional(v.string()),
  parameters: v.optional(v.record(v.string(), v.string()), {}),
});

export type DeploymentRequest = v.InferInput<typeof Deployment>;

/** A deployed stack. */
export interface DeployedStack extends Home {
  readonly stackName: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** The addresses of its REST APIs' stages, by logical id. */
  readonly served: Readonly<Record<string, string>>;
}

/** Lets another terminal deploy an assembly of this machine: `POST /_local/deployments`. */
export function serveDeployments(aws: LocalAws): void {
  aws.endpoint.route(`POST ${DEPLOYMENTS_PATH}`, async ({ headers, body }) => {
    try {
      // A web page needs a CORS preflight to send this content type, and no preflight is answered.
      if (headers['content-type'] !== 'application/json')
        throw new Error('The content type must be application/json.');
      const request = v.parse(Deployment, JSON.parse(body.toString('utf8')));
      assertOwn(request.directory);
      const stacks = await deployAssembly(aws, {
        ...request,
        onEvent: ({ status, type, logicalId, reason }, { accountId }) =>
          console.log(
            `  ${accountId}  ${status.padEnd(16)} ${type}  ${logicalId}${reason === undefined ? '' : `: ${reason}`}`,
          ),
      });
      return restJsonReply(200, { stacks: stacks.map((stack) => describe(aws, stack)) });
    } catch (error) {
      return restJsonReply(400, { message: error instanceof Error ? error.message : String(error) });
    }
  });
}

/** Other users of this machine can reach this address, too, and deployed functions run with this user's permissions. */
function assertOwn(directory: string): void {
  const owner = statSync(join(directory, 'manifest.json'), { throwIfNoEntry: false })?.uid;
  if (owner === undefined) throw new Error(`${directory} is not a cloud assembly, which cdk synth writes.`);
  if (process.getuid !== undefined && owner !== process.getuid())
    throw new Error(`${directory} must belong to the user who runs the local AWS.`);
}

function describe(aws: LocalAws, { name, home, outputs, resources }: Stack): DeployedStack {
  const stages = [...resources.values()].filter(({ type }) => type === 'AWS::ApiGateway::Stage');
  const served = stages.map(({ logicalId, properties, state }) => [
    logicalId,
    aws.apiGateway.frontDoorUrl(String(properties.RestApiId), state.physicalId),
  ]);
  return { stackName: name, ...home, outputs, served: Object.fromEntries(served) };
}
