import type { ApiDefinition } from './definition.ts';
import { TokenBucket } from './request/token-bucket.ts';

/** `MethodSettings` of a stage, as far as they affect callers. */
export interface MethodSetting {
  /** A resource's path, or `/*` for all. */
  readonly resourcePath: string;
  /** Or `*` for all. */
  readonly httpMethod: string;
  /** Requests a second. @default the account's */
  readonly throttlingRateLimit?: number | undefined;
  /** @default the account's */
  readonly throttlingBurstLimit?: number | undefined;
}

export interface AccessLogSetting {
  readonly logGroupArn: string;
  /** One line of text with `$context` variables. */
  readonly format: string;
}

export interface StageOptions {
  readonly deploymentId: string;
  /** @default none: the account's limits */
  readonly methodSettings?: readonly MethodSetting[];
  readonly accessLog?: AccessLogSetting | undefined;
  /** @default none */
  readonly variables?: Readonly<Record<string, string>>;
}

/** "Amazon API Gateway quotas": an account's default throttle. */
const ACCOUNT_RATE = 10_000;
const ACCOUNT_BURST = 5_000;

/** A deployment with the limits of its stage. */
export class Stage {
  readonly name: string;
  readonly options: StageOptions;
  readonly api: ApiDefinition;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(name: string, options: StageOptions, api: ApiDefinition) {
    this.name = name;
    this.options = options;
    this.api = api;
  }

  /** Whether another request to the method is admitted; each method has its own limit. */
  admits(resourcePath: string, httpMethod: string, now: number): boolean {
    const key = `${httpMethod} ${resourcePath}`;
    const bucket = this.#buckets.get(key) ?? this.#newBucket(resourcePath, httpMethod, now);
    this.#buckets.set(key, bucket);
    return bucket.take(now);
  }

  #newBucket(resourcePath: string, httpMethod: string, now: number): TokenBucket {
    const settings = this.options.methodSettings ?? [];
    const fits = (path: string, method: string) =>
      settings.find((setting) => setting.resourcePath === path && setting.httpMethod === method);
    const own = fits(resourcePath, httpMethod) ?? fits('/*', '*');
    const { throttlingRateLimit = ACCOUNT_RATE, throttlingBurstLimit = ACCOUNT_BURST } = own ?? {};
    return new TokenBucket(throttlingRateLimit, throttlingBurstLimit, now);
  }
}
