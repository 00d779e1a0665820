import facts from './input-constraints.json' with { type: 'json' };

/** Bounds of one member of an operation's input. */
export interface MemberConstraint {
  readonly type: string;
  /** Of a string's or blob's length, a number's value, the count of a list or map. */
  readonly min?: number;
  readonly max?: number;
  /** A regular expression that the whole string must match. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

/** By path within the input: `MaxResults`, `Tags[].Key`, `Context{key}` for a map's keys, `Context{}` for its values. */
export type InputConstraints = Readonly<Record<string, MemberConstraint>>;

/** The services' names as their SDK packages have them: `@aws-sdk/client-<name>`. */
export type ModelledService = Exclude<keyof typeof facts, 'source'>;

/**
 * What AWS's service models say of inputs and the SDK's schemas leave out: lengths, ranges, patterns, enumerations.
 * input-constraints.json names the models; it holds one line an operation.
 */
export const INPUT_CONSTRAINTS: Readonly<
  Record<ModelledService, Readonly<Record<string, InputConstraints>>>
> = facts;
