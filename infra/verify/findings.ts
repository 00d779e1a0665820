import type { TenantRecord } from '../../registrar/contract/tenant-record.ts';

/** Results that later hops use. */
export interface Facts {
  /** Outputs of the management stack. */
  readonly outputs: Readonly<Record<ManagementOutput, string>>;
  readonly record: TenantRecord;
  /** Outputs of the tenant stack. */
  readonly tenantOutputs: Readonly<Record<string, string>>;
  /** Firehose's buffer time in seconds. */
  readonly bufferSeconds: number;
  readonly token: string;
  readonly simulatorNumberId: string;
  readonly message: SentMessage;
  /** The event bucket's present policy. */
  readonly bucketPolicy: Policy;
  /** The statement of the bucket policy that grants the tenant's account. */
  readonly grant: PolicyStatement;
  /** Key of the object that holds an event of the message. */
  readonly eventKey: string;
  readonly routerFunctionArn: string;
  /** The router's role assumed the tenant's. */
  readonly routerEntered: true;
}

export interface SentMessage {
  readonly messageId: string;
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly sentAt: number;
}

/** A resource policy, as far as the hops read it. */
export interface Policy {
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The outputs of the management stack that the hops need. */
export const MANAGEMENT_OUTPUTS = [
  'PinpointManagementAccountPinpointApiProxyApiEndpoint',
  'EventBucketName',
  'UserPoolId',
  'ClientCredentialsClientId',
  'TokenUrl',
  'FunctionUrl',
  'RouterRoleArn',
  'TenantsTableName',
  'RegistrationDeadLetterQueueUrl',
] as const;
export type ManagementOutput = (typeof MANAGEMENT_OUTPUTS)[number];

const IN_WORDS: Readonly<Record<keyof Facts, string>> = {
  outputs: "the management stack's outputs",
  record: "the tenant's record",
  tenantOutputs: "the tenant stack's outputs",
  bufferSeconds: 'the delivery stream',
  token: 'an access token',
  simulatorNumberId: 'the simulator number',
  message: 'a sent message',
  bucketPolicy: "the event bucket's policy",
  grant: "the bucket policy's grant for the tenant",
  eventKey: 'an event in the bucket',
  routerFunctionArn: "the router's function",
  routerEntered: "the router's way into the tenant's role",
};

/** A hop needs a result that no earlier hop has. */
export class NotReachedError extends Error {
  constructor(name: keyof Facts) {
    super(`needs ${IN_WORDS[name]}, which an earlier hop did not find`);
  }
}

/**
 * Results of earlier hops. Asking for a result is how a hop depends on another; there is no other list of dependencies.
 */
export class Findings {
  #facts: Partial<Facts> = {};

  /** @throws NotReachedError when no earlier hop has set it */
  get<Name extends keyof Facts>(name: Name): Facts[Name] {
    const fact = this.find(name);
    if (fact === undefined) throw new NotReachedError(name);
    return fact;
  }

  find<Name extends keyof Facts>(name: Name): Partial<Facts>[Name] {
    return this.#facts[name];
  }

  add(facts: Partial<Facts>): void {
    this.#facts = { ...this.#facts, ...facts };
  }
}
