import type { Deployment } from './deployment.ts';
import type { Findings } from './findings.ts';

/** What came of one hop. A check that cannot be made says so and how to make it possible: it never passes. */
export type Verdict =
  | { readonly kind: 'ok'; readonly seen: string }
  | { readonly kind: 'broken'; readonly seen: string; readonly advice?: string }
  | { readonly kind: 'skipped'; readonly why: string };

/** What a check may look at. */
export interface VerifyContext {
  readonly tenantId: string;
  readonly deployment: Deployment;
  /** What earlier hops found out. */
  readonly findings: Findings;
}

/** One hop of the way. An error of AWS that `run` throws breaks the hop. */
export interface Check {
  readonly hop: string;
  /** What is known once the hop is ok. */
  readonly proves: string;
  /** What to do when it is broken, unless the verdict knows better. */
  readonly advice: string;
  run(context: VerifyContext): Promise<Verdict>;
}

export function ok(seen: string): Verdict {
  return { kind: 'ok', seen };
}

/** @param advice What to do, where more is known than the check's own advice says. */
export function broken(seen: string, advice?: string): Verdict {
  return { kind: 'broken', seen, ...(advice !== undefined && { advice }) };
}

/** @param why What keeps the check from being made, and how to enable it. */
export function skipped(why: string): Verdict {
  return { kind: 'skipped', why };
}
