import type { LocalSystem } from '../../infra/local/system/local-system.ts';
import { deployStanding } from '../support/deployment.ts';
import { eventually, withPatience } from '../support/patience.ts';
import { endVisibilityTimeouts, registrationQueue } from '../support/resources.ts';
import { DEPLOYMENT, type Mutation } from './mutation.ts';

/** Journeys are fast when nothing is wrong, so that this share of their patience is enough to call them failed. */
const PATIENCE = 0.15;

/**
 * Takes the fact out of the running system by an update of its stack.
 *
 * @returns what noticed it: the first line of the journey's or the deployment's error
 * @throws Error when nothing did, or something else than the list says
 */
export async function runMutation(system: LocalSystem, mutation: Mutation): Promise<string> {
  const { stack, without: change, noticedBy } = mutation;
  const deploymentError = await errorOf(() => deployStanding(system, { stack, change }));
  if (noticedBy === DEPLOYMENT) {
    if (deploymentError === undefined) throw new Error('The stack was updated all the same.');
    return `deployment: ${firstLine(deploymentError)}`;
  }
  if (deploymentError !== undefined) throw deploymentError;
  const error = await errorOf(() => withPatience(PATIENCE, () => noticedBy.run(system)));
  if (error === undefined) throw new Error(`Nobody noticed: "${noticedBy.title}" goes well without it.`);
  return `${noticedBy.title}: ${firstLine(error)}`;
}

/** Puts the fact back. @throws Error when the journey still fails then */
export async function restore(system: LocalSystem, { noticedBy }: Mutation): Promise<void> {
  await deployStanding(system, undefined);
  system.aws.kernel.faults.clear();
  await eventually(() => {
    endVisibilityTimeouts(system);
    if (registrationQueue(system).peek().length > 0) throw new Error('The queue is not worked off.');
  });
  if (noticedBy !== DEPLOYMENT) await noticedBy.run(system);
}

async function errorOf(work: () => Promise<void>): Promise<Error | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function firstLine({ message }: Error): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: vitest colours its messages
  return (message.split('\n')[0] ?? '').replace(/\u001b\[\d+m/g, '');
}
