/** What is wrong with a deployed system, and what to do about it. */
export interface Finding {
  readonly check: string;
  readonly tenantId?: string;
  readonly seen: string;
  readonly advice: string;
}

/** What one check found, or why it could not look: a check that cannot be made never passes silently. */
export interface Diagnosis {
  readonly findings: readonly Finding[];
  readonly skipped?: string;
}
