import type { PolicyDocument } from '../core/policy.ts';

export interface Role {
  readonly arn: string;
  /** `AROA…`, never used twice. */
  readonly roleId: string;
  readonly roleName: string;
  readonly accountId: string;
  readonly path: string;
  readonly description: string;
  /** Role ARNs in it are stored as unique ids, as AWS stores them. */
  readonly assumeRolePolicy: PolicyDocument;
  /** Inline and managed policies by name. */
  readonly policies: ReadonlyMap<string, PolicyDocument>;
  readonly maxSessionDurationSeconds: number;
}

export interface RoleOptions {
  readonly roleName: string;
  readonly assumeRolePolicy: PolicyDocument;
  /** @default none */
  readonly policies?: Readonly<Record<string, PolicyDocument>>;
  /** @default 3600 */
  readonly maxSessionDurationSeconds?: number;
  /** @default '/' */
  readonly path?: string;
  readonly description?: string;
}

export type RoleChanges = Partial<
  Pick<RoleOptions, 'assumeRolePolicy' | 'maxSessionDurationSeconds' | 'description'>
>;
