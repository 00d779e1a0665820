import facts from './input-constraints.json' with { type: 'json' };

/** Bounds of one member of an operation's input. */
export interface MemberConstraint {
  readonly type: string;
  /** Bounds of a string's or blob's length, a number's value, or the size of a list or map. */
  readonly min?: number;
  readonly max?: number;
  /** A regular expression that the whole string must match. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

/** By path in the input: `MaxResults`, `Tags[].Key`, `Context{key}` for a map's keys, `Context{}` for its values. */
export type InputConstraints = Readonly<Record<string, MemberConstraint>>;

/** The services' names in the names of their SDK packages: `@aws-sdk/client-<name>`. */
export type ModelledService = Exclude<keyof typeof facts, 'source'>;

/**
 * The parts of AWS's service models that the SDK's schemas leave out: lengths, ranges, patterns, enumerations of
 * inputs. input-constraints.json names the models; it has one line an operation.
 */
export const INPUT_CONSTRAINTS: Readonly<
  Record<ModelledService, Readonly<Record<string, InputConstraints>>>
> = facts;
