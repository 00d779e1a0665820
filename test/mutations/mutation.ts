import { type Change, withoutAction, withoutEnvironment } from '@pinpoint-tenant-router/local-aws/mutations';
import type { Journey } from '../journeys/journey.ts';
import { JOURNEYS } from '../journeys/journeys.ts';
import type { StandingChange } from '../support/deployment.ts';

/** One fact of a template that is removed, and what must notice it. */
export interface Mutation {
  readonly fact: string;
  readonly stack: StandingChange['stack'];
  readonly without: Change;
  /** The journey that must then fail, or `DEPLOYMENT` when the stack cannot even be updated. */
  readonly noticedBy: Journey | typeof DEPLOYMENT;
}

export const DEPLOYMENT = 'deployment';

type Entry = readonly [fact: string, without: Change];

/** Facts of one stack whose absence the same journey notices. */
export function mutations(
  stack: Mutation['stack'],
  noticedBy: Mutation['noticedBy'],
  ...entries: readonly Entry[]
): readonly Mutation[] {
  return entries.map(([fact, without]) => ({ fact, stack, without, noticedBy }));
}

/** @throws Error when no title, or more than one, contains the words */
export function withoutActions(name: string, role: string, actions: readonly string[]): readonly Entry[] {
  return actions.map((action) => [`${name}: ${action}`, withoutAction(role, action)]);
}

/** One entry for each environment variable of a function; `id` is part of the function's logical id. */
export function withoutVariables(name: string, id: string, variables: readonly string[]): readonly Entry[] {
  return variables.map((variable) => [`${name}: ${variable}`, withoutEnvironment(id, variable)]);
}

/** @throws Error when no title, or more than one, has the words in it */
export function journey(words: string): Journey {
  const [found, ...more] = JOURNEYS.filter(({ title }) => title.includes(words));
  if (found === undefined || more.length > 0)
    throw new Error(`${found === undefined ? 'No journey' : 'More than one journey'}: ${words}`);
  return found;
}
