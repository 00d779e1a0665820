/** A problem of the deployed system, and what to do about it. */
export interface Finding {
  readonly check: string;
  readonly tenantId?: string;
  readonly seen: string;
  readonly advice: string;
}

/** The findings of one check, or why it could not run: a check that cannot run never passes silently. */
export interface Diagnosis {
  readonly findings: readonly Finding[];
  readonly skipped?: string;
}
