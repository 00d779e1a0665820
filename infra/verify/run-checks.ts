import { explainError, redact } from '../access/explain-error.ts';
import type { Check, Verdict, VerifyContext } from './check.ts';
import { NotReachedError } from './findings.ts';

export type Outcome = 'ok' | 'broken' | 'skipped' | 'not reached';

export interface Result {
  readonly hop: string;
  readonly proves: string;
  readonly outcome: Outcome;
  /** What the hop saw, or why it saw nothing. */
  readonly seen: string;
  /** What to do; only for a broken hop. */
  readonly advice?: string;
}

/**
 * Runs the checks one after the other.
 *
 * @param onResult called for each result at once
 */
export async function runChecks(
  checks: readonly Check[],
  context: VerifyContext,
  onResult: (result: Result) => void = () => {},
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const check of checks) {
    const result = await runCheck(check, context);
    results.push(result);
    onResult(result);
  }
  return results;
}

async function runCheck(check: Check, context: VerifyContext): Promise<Result> {
  const { hop, proves } = check;
  try {
    return { hop, proves, ...resultOf(await check.run(context), check) };
  } catch (error) {
    if (error instanceof NotReachedError) return { hop, proves, outcome: 'not reached', seen: error.message };
    return { hop, proves, outcome: 'broken', seen: explainError(error), advice: check.advice };
  }
}

function resultOf(verdict: Verdict, { advice }: Check): Pick<Result, 'outcome' | 'seen' | 'advice'> {
  switch (verdict.kind) {
    case 'ok':
      return { outcome: 'ok', seen: redact(verdict.seen) };
    case 'broken':
      return { outcome: 'broken', seen: redact(verdict.seen), advice: verdict.advice ?? advice };
    case 'skipped':
      return { outcome: 'skipped', seen: verdict.why };
  }
}
