import type { Platform, PlatformOptions } from '../core/platform.ts';
import { createPlatform } from '../core/platform.ts';
import { Iam } from './iam.ts';

/** The base of every local service: the platform, and IAM. */
export interface Kernel extends Platform {
  readonly iam: Iam;
}

export type KernelOptions = PlatformOptions;

export function createKernel(options: KernelOptions = {}): Kernel {
  const platform = createPlatform(options);
  return { ...platform, iam: new Iam(platform.clock) };
}
