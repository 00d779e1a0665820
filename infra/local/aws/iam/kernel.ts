import type { Platform, PlatformOptions } from '../core/platform.ts';
import { createPlatform } from '../core/platform.ts';
import { Iam } from './iam.ts';

/** What every local service is built from: the platform, and who may do what on it. */
export interface Kernel extends Platform {
  readonly iam: Iam;
}

export type KernelOptions = PlatformOptions;

export function createKernel(options: KernelOptions = {}): Kernel {
  const platform = createPlatform(options);
  return { ...platform, iam: new Iam(platform.clock) };
}
