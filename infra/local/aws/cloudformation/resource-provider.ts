import type { Home } from '../core/caller.ts';

/** A resource's properties, intrinsic functions already resolved. */
export type Properties = Readonly<Record<string, unknown>>;

/** Where and for whom a resource is made. */
export interface ResourceContext extends Home {
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  /** As the template writes it: several types may have one provider. */
  readonly type: string;
  /** A name as CloudFormation makes one when the template gives none, at most `maxLength` characters. */
  generateName(maxLength?: number): string;
  /** The local directory (or file) of an asset that the template names by bucket and key. */
  resolveAsset(bucket: string, key: string): string;
}

export interface ResourceState {
  /** What `Ref` gives. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives, by attribute name. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Makes, changes and removes resources of one CloudFormation type. */
export interface ResourceProvider {
  /** Top-level properties that take effect here; `any` for custom resources. */
  readonly properties: readonly string[] | 'any';
  /** Top-level properties that the real type has and that change nothing on a laptop; all others are an error. */
  readonly withoutLocalEffect?: readonly string[];
  /** Properties of which a change makes a new resource and then deletes the old one. */
  readonly replacedBy?: readonly string[];
  create(context: ResourceContext, properties: Properties): Promise<ResourceState>;
  /**
   * Absent: any change replaces the resource. A physical id other than before means that the resource replaced
   * itself; CloudFormation then deletes the old one.
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

/** A resource that came to be only in part, and that the rollback must therefore delete. */
export class CreateFailedError extends Error {
  readonly physicalId: string;

  constructor(message: string, physicalId: string) {
    super(message);
    this.physicalId = physicalId;
  }
}
