/** Takes one fact out of a template, for tests that ask whether anybody notices. */
export * from '../cloudformation/template/changes.ts';
