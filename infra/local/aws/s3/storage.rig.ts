import { S3Client } from '@aws-sdk/client-s3';
import type { UserCaller } from '../core/caller.ts';
import type { Clock } from '../core/clock/clock.ts';
import { Endpoint } from '../core/endpoint/endpoint.ts';
import type { PolicyDocument, Statement } from '../core/policy.ts';
import type { WireService } from '../core/wire-service.ts';
import type { Kernel } from '../iam/kernel.ts';
import { createKernel } from '../iam/kernel.ts';
import { S3 } from './s3.ts';
import { s3Wire } from './wire.ts';

export const MANAGEMENT = { accountId: '111111111111', region: 'us-east-1' };
export const TENANT = { accountId: '222222222222', region: 'us-east-1' };
/** Outside the organization of the other two. */
export const STRANGER = { accountId: '999999999999', region: 'us-east-1' };
export const ORGANIZATION_ID = 'o-localorg001';

/** Credentials, and how a client of any service finds the endpoint with them. */
export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  readonly maxAttempts: number;
}

/** Accounts, each with an operator who may do anything, and S3 on a listening endpoint. */
export class Storage {
  readonly kernel: Kernel;
  readonly s3: S3;
  readonly #endpoint: Endpoint;
  readonly #operators = new Map<string, UserCaller>();

  constructor(clock?: Clock) {
    this.kernel = createKernel(clock === undefined ? {} : { clock });
    const { iam } = this.kernel;
    for (const { accountId } of [MANAGEMENT, TENANT, STRANGER]) {
      iam.addAccount(accountId, accountId === STRANGER.accountId ? undefined : ORGANIZATION_ID);
      const everything = policy({ Effect: 'Allow', Action: '*', Resource: '*' });
      const operator = iam.createUser(accountId, 'operator', everything);
      iam.keys.add(`AKIA${accountId}`, `secret-of-${accountId}`, operator);
      this.#operators.set(accountId, operator);
    }
    this.s3 = new S3(this.kernel);
    this.#endpoint = new Endpoint(this.kernel);
    this.#endpoint.register(s3Wire(this.s3, iam));
  }

  async listen(...services: readonly WireService[]): Promise<void> {
    this.#endpoint.register(...services);
    await this.#endpoint.listen(0);
  }

  async close(): Promise<void> {
    await this.#endpoint.close();
  }

  operator({ accountId }: { accountId: string }): UserCaller {
    const operator = this.#operators.get(accountId);
    if (operator === undefined) throw new Error(`No operator in ${accountId}.`);
    return operator;
  }

  /** Client options of the operator of an account. */
  as({ accountId, region }: { accountId: string; region: string }): ClientOptions {
    const credentials = { accessKeyId: `AKIA${accountId}`, secretAccessKey: `secret-of-${accountId}` };
    return { endpoint: this.kernel.endpoint.url, region, credentials, maxAttempts: 1 };
  }

  /** Client options of a session of a role, which exists from now on with these statements. */
  asRole(
    home: { accountId: string; region: string },
    roleName: string,
    ...statements: readonly Statement[]
  ): ClientOptions {
    const { iam } = this.kernel;
    const trust = policy({
      Effect: 'Allow',
      Principal: { AWS: home.accountId },
      Action: 'sts:AssumeRole',
    });
    const policies = { permissions: policy(...statements) };
    const role = iam.createRole(home.accountId, { roleName, assumeRolePolicy: trust, policies });
    const session = iam.openSession(role, 'test', this.kernel.clock.now() + 3_600_000);
    return { ...this.as(home), credentials: iam.keys.issue(session) };
  }
}

export function policy(...statements: readonly Statement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements };
}

export function s3Client(options: ClientOptions): S3Client {
  return new S3Client(options);
}
