import { randomUUID } from 'node:crypto';
import type { Home } from '../core/caller.ts';
import type { ResourceProviders } from './resource-provider.ts';
import { assertRules, scopeOf } from './scope.ts';
import type { Stack, StackEvent } from './stack.ts';
import { condition, resolve } from './template/intrinsics.ts';
import type { Template } from './template/template.ts';
import { Transition } from './transition.ts';

export interface DeployRequest {
  readonly home: Home;
  readonly stackName: string;
  readonly template: Template;
  readonly parameters?: Readonly<Record<string, string>>;
  /** @default - unchanged; off for a new stack */
  readonly terminationProtection?: boolean;
  /** Paths of the template's assets by object key. */
  readonly assets: ReadonlyMap<string, string>;
  readonly onEvent?: (event: StackEvent) => void;
}

/** Deploys templates as stacks into the local accounts, and destroys them, as CloudFormation does. */
export class CloudFormation {
  readonly #providers: ResourceProviders;
  readonly #stacks = new Map<string, Stack>();
  /** One operation on a stack at a time: CloudFormation refuses a second one. */
  readonly #busy = new Set<string>();

  constructor(providers: ResourceProviders) {
    this.#providers = providers;
  }

  /**
   * Creates the stack, or updates it; an unchanged template changes nothing.
   *
   * @returns the stack's outputs
   * @throws Error that names the failed resource, after the stack was rolled back
   */
  async deploy(request: DeployRequest): Promise<Readonly<Record<string, string>>> {
    return this.#exclusively(request.home, request.stackName, async (existing) => {
      const { home, template } = request;
      const stack = existing ?? newStack(home, request.stackName, template);
      const scope = scopeOf({ ...stack, template, parameters: request.parameters ?? {} });
      assertRules(template, scope);
      const transition = new Transition(stack, template, scope, {
        providers: this.#providers,
        emit: request.onEvent ?? (() => {}),
        resolveAsset: (_bucket, key) => pathOf(request.assets, key),
      });
      try {
        await transition.run();
      } catch (error) {
        if (existing !== undefined) existing.status = 'UPDATE_ROLLBACK_COMPLETE';
        throw new Error(`${stack.name} in ${home.accountId} was rolled back. ${(error as Error).message}`);
      }
      stack.template = template;
      stack.terminationProtection = request.terminationProtection ?? stack.terminationProtection;
      stack.status = existing === undefined ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
      stack.outputs = Object.fromEntries(
        Object.entries(template.Outputs ?? {})
          .filter(([, output]) => output.Condition === undefined || condition(output.Condition, scope))
          .map(([name, output]) => [name, String(resolve(output.Value, scope))]),
      );
      this.#stacks.set(keyOf(home, stack.name), stack);
      return stack.outputs;
    });
  }

  /**
   * Deletes the stack with all its resources except the retained ones.
   *
   * @throws Error that names the resources that could not be deleted, with which the stack remains; or when the stack
   * has termination protection
   */
  async destroy(
    home: Home,
    stackName: string,
    onEvent: (event: StackEvent) => void = () => {},
  ): Promise<void> {
    await this.#exclusively(home, stackName, async (stack) => {
      if (stack === undefined) throw new Error(`There is no stack ${stackName} in ${home.accountId}.`);
      // "Protect CloudFormation stacks from being deleted".
      if (stack.terminationProtection)
        throw new Error(`${stackName} cannot be deleted while TerminationProtection is enabled.`);
      const template: Template = { Resources: {} };
      const scope = scopeOf({ ...stack, template, parameters: {} });
      const resolveAsset = () => {
        throw new Error('A deletion needs no assets.');
      };
      await new Transition(stack, template, scope, {
        providers: this.#providers,
        emit: onEvent,
        resolveAsset,
      }).run();
      if (stack.resources.size > 0)
        throw new Error(`${stackName} still has ${[...stack.resources.keys()].join(', ')}.`);
      this.#stacks.delete(keyOf(home, stackName));
    });
  }

  stack(home: Home, stackName: string): Stack | undefined {
    return this.#stacks.get(keyOf(home, stackName));
  }

  stacks(): readonly Stack[] {
    return [...this.#stacks.values()];
  }

  async #exclusively<T>(
    home: Home,
    stackName: string,
    work: (stack: Stack | undefined) => Promise<T>,
  ): Promise<T> {
    const key = keyOf(home, stackName);
    if (this.#busy.has(key)) throw new Error(`${stackName} in ${home.accountId} is already being changed.`);
    this.#busy.add(key);
    try {
      return await work(this.#stacks.get(key));
    } finally {
      this.#busy.delete(key);
    }
  }
}

function newStack(home: Home, name: string, template: Template): Stack {
  const id = `arn:aws:cloudformation:${home.region}:${home.accountId}:stack/${name}/${randomUUID()}`;
  const createdAt = new Date();
  return {
    home,
    name,
    id,
    createdAt,
    status: 'CREATE_COMPLETE',
    terminationProtection: false,
    template,
    outputs: {},
    resources: new Map(),
  };
}

function keyOf(home: Home, stackName: string): string {
  return `${home.accountId}/${home.region}/${stackName}`;
}

function pathOf(assets: ReadonlyMap<string, string>, key: string): string {
  const path = assets.get(key);
  if (path === undefined) throw new Error(`The assembly has no asset ${key}.`);
  return path;
}
