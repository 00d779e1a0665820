import type { PolicyDocument } from './policy.ts';

/** The caller: the owner of an access key, a role session, or an AWS service. */
export type Caller = UserCaller | RoleCaller | ServiceCaller;

/** An IAM user with a fixed access key: the operator of one local account. */
export interface UserCaller {
  readonly kind: 'user';
  readonly accountId: string;
  readonly arn: string;
  /** The user's unique id, `AIDA…`. */
  readonly userId: string;
  readonly accessKeyId?: string;
}

export interface RoleCaller {
  readonly kind: 'role';
  readonly accountId: string;
  readonly roleArn: string;
  /** The role's unique id (`AROA…`): a role created again with the same name has another one. */
  readonly roleId: string;
  readonly roleName: string;
  readonly sessionName: string;
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
  readonly arn: string;
  readonly accessKeyId?: string;
  readonly sessionPolicy?: PolicyDocument;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** An AWS service that acts for a resource, such as EventBridge for a rule. */
export interface ServiceCaller {
  readonly kind: 'service';
  /** Such as `events.amazonaws.com`. */
  readonly service: string;
  readonly sourceAccount?: string;
  readonly sourceArn?: string;
}

/** The account and Region of a resource. */
export interface Home {
  readonly accountId: string;
  readonly region: string;
}
