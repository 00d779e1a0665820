import type { Home } from '../core/caller.ts';
import type { Properties, ResourceState } from './resource-provider.ts';
import type { Template } from './template/template.ts';

/** A resource: its requested properties and its state. */
export interface LiveResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  readonly state: ResourceState;
  /** Kept when it leaves the template or the stack is destroyed. */
  readonly retainOnDelete: boolean;
  readonly retainOnReplace: boolean;
}

export type StackStatus = 'CREATE_COMPLETE' | 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE';

export interface Stack {
  readonly home: Home;
  readonly name: string;
  readonly id: string;
  readonly createdAt: Date;
  status: StackStatus;
  /** Whether a deletion is refused. */
  terminationProtection: boolean;
  template: Template;
  outputs: Readonly<Record<string, string>>;
  /** By logical id, in the order of creation. */
  readonly resources: Map<string, LiveResource>;
}

/** One step of a deployment, as `cdk deploy` prints them. */
export interface StackEvent {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly status:
    | `${'CREATE' | 'UPDATE' | 'DELETE'}_${'COMPLETE' | 'FAILED'}`
    | 'DELETE_SKIPPED'
    | 'ROLLBACK_STARTED';
  readonly reason?: string;
}
