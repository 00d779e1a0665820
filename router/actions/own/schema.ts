/**
 * Schemas of the router's own actions, in the form of the SDK's schemas of AWS operations. One codec checks both, and
 * the typed client and the OpenAPI document read both alike. `T` is the type of a decoded value.
 */
export interface Schema<T> {
  readonly schema: StaticSchema;
  /** Never set; it carries the type. */
  readonly type?: T;
}

/** The type that a schema describes. */
export type Described<S> = S extends Schema<infer T> ? T : never;

/** Smithy's constraint traits. The SDK's schemas leave them out; those of the router's own actions have them. */
export interface Constraints {
  /** The values that a string may have. */
  readonly enum?: readonly string[];
  /** Characters of a string or elements of a list. */
  readonly length?: Range;
  readonly range?: Range;
  readonly form?: Form;
  /** A secret: shown once, and stored in one place only. */
  readonly sensitive?: 1;
}

/** The form of a string. */
export interface Form {
  /** A regular expression that the whole string matches. */
  readonly pattern: string;
  /** Completes "must be …". */
  readonly meaning: string;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** `[kind, namespace, name, traits, …]`, or the number of a simple type. */
export type StaticSchema =
  | number
  | readonly [kind: number, namespace: string, name: string, traits: Constraints | 0, ...details: unknown[]];

type Members = Readonly<Record<string, Schema<unknown>>>;
type Structure<Required extends Members, Optional extends Members> = {
  [Name in keyof Required]: Described<Required[Name]>;
} & { [Name in keyof Optional]?: Described<Optional[Name]> | undefined };

const NAMESPACE = 'router';
const STRING = 0;
const NUMBER = 1;
const BOOLEAN = 2;
const DATE_TIME = 5;

export const text: Schema<string> = { schema: STRING };
export const number: Schema<number> = { schema: NUMBER };
export const boolean: Schema<boolean> = { schema: BOOLEAN };
/** A `Date` here, ISO 8601 text in JSON. */
export const timestamp: Schema<Date> = { schema: DATE_TIME };

export function textOf(name: string, length: Range): Schema<string> {
  return { schema: [0, NAMESPACE, name, { length }, STRING] };
}

export function textLike(name: string, form: Form): Schema<string> {
  return { schema: [0, NAMESPACE, name, { form }, STRING] };
}

export function secretText(name: string): Schema<string> {
  return { schema: [0, NAMESPACE, name, { sensitive: 1 }, STRING] };
}

export function wholeNumber(name: string, range: Range): Schema<number> {
  return { schema: [0, NAMESPACE, name, { range }, NUMBER] };
}

export function oneOf<const Word extends string>(name: string, words: readonly Word[]): Schema<Word> {
  return { schema: [0, NAMESPACE, name, { enum: words }, STRING] };
}

export function list<T>(name: string, element: Schema<T>, length?: Range): Schema<T[]> {
  return { schema: [1, NAMESPACE, name, length === undefined ? 0 : { length }, element.schema] };
}

export function mapOf<T>(name: string, value: Schema<T>): Schema<Record<string, T>> {
  return { schema: [2, NAMESPACE, name, 0, STRING, value.schema] };
}

/** A structure: the members that must be there, and those that may. */
export function structure<Required extends Members, Optional extends Members>(
  name: string,
  required: Required,
  optional: Optional,
): Schema<Structure<Required, Optional>> {
  const members = { ...required, ...optional };
  const schemas = Object.values(members).map(({ schema }) => schema);
  return { schema: [3, NAMESPACE, name, 0, Object.keys(members), schemas, Object.keys(required).length] };
}
