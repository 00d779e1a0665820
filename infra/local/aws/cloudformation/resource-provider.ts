import type { Home } from '../core/caller.ts';

/** A resource's properties, intrinsic functions already resolved. */
export type Properties = Readonly<Record<string, unknown>>;

/** The context in which a resource is created. */
export interface ResourceContext extends Home {
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  /** The type in the template; several types may share a provider. */
  readonly type: string;
  /** A name as CloudFormation generates it when the template has none, at most `maxLength` characters. */
  generateName(maxLength?: number): string;
  /** The local directory (or file) of an asset that the template names by bucket and key. */
  resolveAsset(bucket: string, key: string): string;
}

export interface ResourceState {
  /** The value of `Ref`. */
  readonly physicalId: string;
  /** The values of `Fn::GetAtt`, by attribute name. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Creates, updates and deletes resources of one CloudFormation type. */
export interface ResourceProvider {
  /** Top-level properties that are simulated; `any` for custom resources. */
  readonly properties: readonly string[] | 'any';
  /** Top-level properties of the real type that have no effect here; all others are an error. */
  readonly withoutLocalEffect?: readonly string[];
  /** Properties whose change replaces the resource. */
  readonly replacedBy?: readonly string[];
  create(context: ResourceContext, properties: Properties): Promise<ResourceState>;
  /**
   * When absent, every change replaces the resource. When the returned physical id differs, the resource has replaced
   * itself, and CloudFormation deletes the old one.
   */
  update?(
    context: ResourceContext,
    physicalId: string,
    properties: Properties,
    previous: Properties,
  ): Promise<ResourceState>;
  delete(context: ResourceContext, physicalId: string, properties: Properties): Promise<void>;
}

/** By CloudFormation type name, such as `AWS::SQS::Queue`. */
export type ResourceProviders = Readonly<Record<string, ResourceProvider>>;

/** A resource that was created only in part, so that the rollback must delete it. */
export class CreateFailedError extends Error {
  readonly physicalId: string;

  constructor(message: string, physicalId: string) {
    super(message);
    this.physicalId = physicalId;
  }
}
