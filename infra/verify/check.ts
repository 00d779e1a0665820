import type { Deployment } from './deployment.ts';
import type { Findings } from './findings.ts';

/**
 * The result of one hop. A check that cannot run is skipped, with the reason and a way to enable it; it never passes.
 */
export type Verdict =
  | { readonly kind: 'ok'; readonly seen: string }
  | { readonly kind: 'broken'; readonly seen: string; readonly advice?: string }
  | { readonly kind: 'skipped'; readonly why: string };

/** What a check can use. */
export interface VerifyContext {
  readonly tenantId: string;
  readonly deployment: Deployment;
  /** Results of earlier hops. */
  readonly findings: Findings;
}

/** One hop of the way. When `run` throws an AWS error, the hop is broken. */
export interface Check {
  readonly hop: string;
  /** What an ok proves. */
  readonly proves: string;
  /** What to do when the hop is broken, unless the verdict says more. */
  readonly advice: string;
  run(context: VerifyContext): Promise<Verdict>;
}

export function ok(seen: string): Verdict {
  return { kind: 'ok', seen };
}

/** @param advice what to do, when more is known than the check's own advice */
export function broken(seen: string, advice?: string): Verdict {
  return { kind: 'broken', seen, ...(advice !== undefined && { advice }) };
}

/** @param why what prevents the check, and how to enable it */
export function skipped(why: string): Verdict {
  return { kind: 'skipped', why };
}
