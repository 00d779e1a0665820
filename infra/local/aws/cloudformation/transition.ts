import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  CreateFailedError,
  type Properties,
  type ResourceContext,
  type ResourceProvider,
  type ResourceProviders,
  type ResourceState,
} from './resource-provider.ts';
import type { LiveResource, Stack, StackEvent } from './stack.ts';
import { deletionOrder, dependenciesOf } from './template/dependencies.ts';
import { condition, resolve, type Scope } from './template/intrinsics.ts';
import type { Template, TemplateResource } from './template/template.ts';

export interface TransitionOptions {
  readonly providers: ResourceProviders;
  resolveAsset(bucket: string, key: string): string;
  emit(event: StackEvent): void;
}

/**
 * Changes a stack's resources to those of a template. Each resource is created as soon as its dependencies exist, and
 * old ones are deleted last. When one fails, everything is rolled back.
 */
export class Transition {
  readonly #stack: Stack;
  readonly #template: Template;
  readonly #scope: Scope;
  readonly #options: TransitionOptions;
  readonly #before: ReadonlyMap<string, LiveResource>;
  /** Replaced by this transition; to be deleted once everything else has succeeded. */
  readonly #superseded: LiveResource[] = [];

  constructor(stack: Stack, template: Template, scope: Scope, options: TransitionOptions) {
    this.#stack = stack;
    this.#template = template;
    this.#scope = scope;
    this.#options = options;
    this.#before = new Map(stack.resources);
  }

  /** @throws Error that names the failed resource and the reason, after the rollback */
  async run(): Promise<void> {
    try {
      await this.#makeAll();
    } catch (error) {
      this.#emit(this.#stack.name, 'AWS::CloudFormation::Stack', 'ROLLBACK_STARTED', messageOf(error));
      await this.#rollBack();
      throw error;
    }
    for (const old of this.#superseded) await this.#delete(old, old.retainOnReplace);
    for (const logicalId of deletionOrder(this.#stack.template)) {
      const resource = this.#stack.resources.get(logicalId);
      if (resource === undefined || this.#wanted(logicalId) !== undefined) continue;
      if (await this.#delete(resource, resource.retainOnDelete)) this.#stack.resources.delete(logicalId);
    }
  }

  #wanted(logicalId: string): TemplateResource | undefined {
    const resource = this.#template.Resources[logicalId];
    if (resource?.Condition !== undefined && !condition(resource.Condition, this.#scope)) return undefined;
    return resource;
  }

  async #makeAll(): Promise<void> {
    const dependencies = dependenciesOf(this.#template);
    const started = new Map<string, Promise<void>>();
    let failed = false;
    const make = (logicalId: string): Promise<void> => {
      const running = started.get(logicalId) ?? this.#make(logicalId, dependencies, make, () => failed);
      started.set(logicalId, running);
      return running;
    };
    const outcomes = await Promise.allSettled(
      Object.keys(this.#template.Resources).map((logicalId) =>
        make(logicalId).catch((error: unknown) => {
          failed = true;
          throw error;
        }),
      ),
    );
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
  }

  async #make(
    logicalId: string,
    dependencies: ReadonlyMap<string, ReadonlySet<string>>,
    make: (logicalId: string) => Promise<void>,
    failed: () => boolean,
  ): Promise<void> {
    const resource = this.#wanted(logicalId);
    if (resource === undefined) return;
    await Promise.all([...(dependencies.get(logicalId) ?? [])].map(make));
    if (failed()) return;
    const previous = this.#stack.resources.get(logicalId);
    const verb = previous === undefined ? 'CREATE' : 'UPDATE';
    try {
      const next = await this.#bring(logicalId, resource, previous);
      this.#stack.resources.set(logicalId, next);
      if (next.state !== previous?.state) this.#emit(logicalId, resource.Type, `${verb}_COMPLETE`);
    } catch (error) {
      this.#emit(logicalId, resource.Type, `${verb}_FAILED`, messageOf(error));
      throw new Error(`${logicalId} (${resource.Type}): ${messageOf(error)}`);
    }
  }

  /** Creates, updates, replaces or keeps one resource. */
  async #bring(
    logicalId: string,
    resource: TemplateResource,
    previous: LiveResource | undefined,
  ): Promise<LiveResource> {
    const provider = this.#provider(resource.Type);
    const properties = (resolve(resource.Properties ?? {}, this.#scope) ?? {}) as Properties;
    assertKnown(provider, properties);
    const made = (state: ResourceState): LiveResource => ({
      logicalId,
      type: resource.Type,
      properties,
      state,
      retainOnDelete: resource.DeletionPolicy?.startsWith('Retain') ?? false,
      retainOnReplace: resource.UpdateReplacePolicy?.startsWith('Retain') ?? false,
    });
    if (previous === undefined)
      try {
        return made(await provider.create(this.#context(logicalId, resource.Type), properties));
      } catch (error) {
        if (error instanceof CreateFailedError)
          this.#stack.resources.set(logicalId, made({ physicalId: error.physicalId, attributes: {} }));
        throw error;
      }
    if (previous.type === resource.Type && isDeepStrictEqual(previous.properties, properties))
      return made(previous.state);
    if (previous.type !== resource.Type || mustReplace(provider, previous.properties, properties)) {
      const state = await provider.create(this.#context(logicalId, resource.Type), properties);
      this.#superseded.push(previous);
      return made(state);
    }
    return made(await this.#update(provider, previous, properties));
  }

  async #update(
    provider: ResourceProvider,
    previous: LiveResource,
    properties: Properties,
  ): Promise<ResourceState> {
    const { logicalId, type, state } = previous;
    const context = this.#context(logicalId, type);
    const next = await provider.update?.(context, state.physicalId, properties, previous.properties);
    if (next === undefined) throw new Error(`${previous.type} cannot be updated.`);
    if (next.physicalId !== state.physicalId) this.#superseded.push(previous);
    return next;
  }

  async #rollBack(): Promise<void> {
    for (const current of [...this.#stack.resources.values()].reverse()) {
      const before = this.#before.get(current.logicalId);
      if (before === current || before?.state === current.state) continue;
      const went = before !== undefined && (await this.#goBack(current, before));
      if (!went) await this.#delete(current, false);
      if (before === undefined) this.#stack.resources.delete(current.logicalId);
      else this.#stack.resources.set(current.logicalId, before);
    }
  }

  /**
   * Reverts a resource's update. A custom resource that answered with a new physical id is called with the new id, too,
   * before that one is deleted (aws-cdk#27199: "UPDATE custom resource (new -> old)").
   *
   * @returns whether the resource is the previous one; otherwise its replacement must be deleted
   */
  async #goBack(current: LiveResource, before: LiveResource): Promise<boolean> {
    const provider = this.#provider(before.type);
    const sameId = before.state.physicalId === current.state.physicalId;
    if (
      !sameId &&
      (current.type !== before.type || mustReplace(provider, current.properties, before.properties))
    )
      return false;
    const context = this.#context(before.logicalId, before.type);
    try {
      await provider.update?.(context, current.state.physicalId, before.properties, current.properties);
    } catch (error) {
      this.#emit(before.logicalId, before.type, 'UPDATE_FAILED', messageOf(error));
    }
    return sameId;
  }

  /**
   * @returns whether the resource has left the stack: a deletion that fails is reported, and the resource left behind
   */
  async #delete(resource: LiveResource, retain: boolean): Promise<boolean> {
    const { logicalId, type, properties, state } = resource;
    if (retain) {
      this.#emit(logicalId, type, 'DELETE_SKIPPED', 'its policy is Retain');
      return true;
    }
    try {
      await this.#provider(type).delete(this.#context(logicalId, type), state.physicalId, properties);
      this.#emit(logicalId, type, 'DELETE_COMPLETE');
      return true;
    } catch (error) {
      this.#emit(logicalId, type, 'DELETE_FAILED', messageOf(error));
      return false;
    }
  }

  #provider(type: string): ResourceProvider {
    const named = type.startsWith('Custom::') ? 'AWS::CloudFormation::CustomResource' : type;
    const provider = this.#options.providers[named];
    if (provider === undefined) throw new Error(`The local CloudFormation does not know the type ${type}.`);
    return provider;
  }

  #context(logicalId: string, type: string): ResourceContext {
    const { name, id, home } = this.#stack;
    return {
      ...home,
      stackName: name,
      stackId: id,
      logicalId,
      type,
      generateName: (maxLength = 64) => generatedName(name, logicalId, maxLength),
      resolveAsset: (bucket, key) => this.#options.resolveAsset(bucket, key),
    };
  }

  #emit(logicalId: string, type: string, status: StackEvent['status'], reason?: string): void {
    const event = { stackName: this.#stack.name, logicalId, type, status };
    this.#options.emit(reason === undefined ? event : { ...event, reason });
  }
}

function assertKnown(provider: ResourceProvider, properties: Properties): void {
  if (provider.properties === 'any') return;
  const known = new Set([...provider.properties, ...(provider.withoutLocalEffect ?? [])]);
  const unknown = Object.keys(properties).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`the local AWS does not know its property ${unknown.join(', ')}`);
}

function mustReplace(provider: ResourceProvider, before: Properties, after: Properties): boolean {
  if (provider.update === undefined) return true;
  return (provider.replacedBy ?? []).some((name) => !isDeepStrictEqual(before[name], after[name]));
}

function generatedName(stackName: string, logicalId: string, maxLength: number): string {
  const suffix = randomBytes(6).toString('hex').toUpperCase();
  const readable = `${stackName}-${logicalId}`.slice(0, maxLength - suffix.length - 1);
  return `${readable}-${suffix}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
