/** Removes one fact from a template, for tests that check whether its absence is noticed. */
export * from '../cloudformation/template/changes.ts';
