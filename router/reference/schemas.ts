import type { NormalizedSchema } from '@smithy/core/schema';
import type { ReferenceObject, SchemaObject } from 'openapi3-ts/oas31';
import { NUMBER_RANGES, NUMBER_TYPES, numberTypeOf } from '../actions/number-type.ts';
import { requiredMembers } from '../actions/schema-members.ts';
import { type Bounds, type BoundsAt, boundsOfTraits, NO_BOUNDS } from './bounds.ts';
import type { Texts, Words } from './texts/texts.ts';

export type Schema = SchemaObject | ReferenceObject;

/** A value's place: its direction, and what is known about it besides its schema. */
interface Place {
  readonly direction: 'input' | 'output';
  /** Such as `Tags[].Key`. */
  readonly path: string;
  readonly boundsAt: BoundsAt;
  readonly words: Words;
  readonly texts: Texts;
}

/**
 * JSON Schema for the SDK's schemas and the router's own. Structures become named components; the caller writes all
 * inputs before the first output, so that a structure of both has its plain name as an input.
 *
 * Inputs are as strict as the API: unknown members are refused, bounds and enumerations hold. Outputs are what a client
 * can rely on: members may be added, and the values that AWS has today are listed, not required.
 */
export class SchemaWriter {
  readonly components: Record<string, SchemaObject> = {};
  readonly #directions = new Map<string, Place['direction']>();

  input(schema: NormalizedSchema, texts: Texts, boundsAt: BoundsAt): Schema {
    return this.#write(schema, { direction: 'input', path: '', boundsAt, words: {}, texts });
  }

  /** @param always members that are always present, besides those that the schema requires */
  output(schema: NormalizedSchema, texts: Texts, always: readonly string[] = []): Schema {
    if (schema.isUnitSchema()) return { type: 'object' };
    const written = this.#write(schema, {
      direction: 'output',
      path: '',
      boundsAt: () => NO_BOUNDS,
      words: {},
      texts,
    });
    const component = this.components[written.$ref?.replace('#/components/schemas/', '') ?? ''];
    if (component !== undefined && always.length > 0)
      component.required = [...new Set([...(component.required ?? []), ...always])];
    return written;
  }

  #write(schema: NormalizedSchema, place: Place): Schema {
    if (schema.isStructSchema()) return this.#structure(schema, place);
    const { direction, words } = place;
    const bounds =
      direction === 'input' ? { ...place.boundsAt(place.path), ...boundsOfTraits(schema) } : NO_BOUNDS;
    if (schema.isListSchema()) return this.#list(schema, place, bounds);
    if (schema.isMapSchema()) return this.#map(schema, place, bounds);
    if (schema.isTimestampSchema()) return { type: 'string', format: 'date-time' };
    if (schema.isBooleanSchema()) return { type: 'boolean' };
    if (schema.isBlobSchema()) return base64(bounds);
    if (schema.isStringSchema()) return string(schema, direction, bounds, words.values);
    if (schema.isNumericSchema()) return number(schema, direction, bounds);
    // A document type holds any JSON.
    return {};
  }

  #structure(schema: NormalizedSchema, place: Place): ReferenceObject {
    const { direction, path, texts } = place;
    const structure = schema.getName() ?? '';
    const taken = (this.#directions.get(structure) ?? direction) !== direction;
    const name = taken ? `${structure}Output` : structure;
    const reference = { $ref: `#/components/schemas/${name}` };
    if (this.components[name] !== undefined) return reference;

    const properties: Record<string, Schema> = {};
    const component: SchemaObject = { type: 'object' };
    this.components[name] = component;
    if (!taken) this.#directions.set(name, direction);

    const required = requiredMembers(schema);
    for (const [member, memberSchema] of schema.structIterator()) {
      const written = this.#write(memberSchema, {
        ...place,
        path: path === '' ? member : `${path}.${member}`,
        words: texts.wordsOf(structure, member),
      });
      properties[member] = described(written, texts.ofMember(structure, member));
    }
    const named = [...schema.structIterator()]
      .filter(([member, memberSchema]) => required.has(member) && !memberSchema.isIdempotencyToken())
      .map(([member]) => member);
    Object.assign(component, described({}, texts.ofStructure(structure)), {
      properties,
      ...(named.length > 0 && { required: named }),
      ...(direction === 'input' && { additionalProperties: false }),
      ...(schema.isUnionSchema() && { minProperties: 1, maxProperties: 1 }),
    });
    return reference;
  }

  #list(schema: NormalizedSchema, place: Place, { min, max }: Bounds): SchemaObject {
    const items = this.#write(schema.getValueSchema(), { ...place, path: `${place.path}[]` });
    return {
      type: 'array',
      items: orNull(schema, items),
      ...(min !== undefined && min > 0 && { minItems: min }),
      ...(max !== undefined && { maxItems: max }),
    };
  }

  #map(schema: NormalizedSchema, place: Place, { min, max }: Bounds): SchemaObject {
    const values = this.#write(schema.getValueSchema(), { ...place, path: `${place.path}{}` });
    const keys = place.boundsAt(`${place.path}{key}`);
    const propertyNames = string(schema.getKeySchema(), place.direction, keys, place.words.keys);
    return {
      type: 'object',
      additionalProperties: orNull(schema, values),
      ...(Object.keys(propertyNames).length > 1 && { propertyNames }),
      ...(min !== undefined && min > 0 && { minProperties: min }),
      ...(max !== undefined && { maxProperties: max }),
    };
  }
}

/** JSON Schema 2020-12 allows a description beside a `$ref`. */
function described(schema: Schema, description: string | undefined): Schema {
  return description === undefined ? schema : { ...schema, description };
}

function orNull(schema: NormalizedSchema, element: Schema): Schema {
  return schema.getMergedTraits().sparse === undefined ? element : { anyOf: [element, { type: 'null' }] };
}

function string(
  schema: NormalizedSchema,
  direction: Place['direction'],
  { min, max, pattern, enum: words }: Bounds,
  known: readonly string[] | undefined,
): SchemaObject {
  if (words !== undefined) return { type: 'string', enum: [...words] };
  // The value becomes a segment of the URL of the call to AWS.
  const least = direction === 'input' && schema.getMergedTraits().httpLabel ? 1 : (min ?? 0);
  return {
    type: 'string',
    ...(least > 0 && { minLength: least }),
    ...(max !== undefined && { maxLength: max }),
    ...(pattern !== undefined && { pattern: `^(?:${pattern})$` }),
    ...(known !== undefined && { 'x-known-values': [...known] }),
  };
}

/** The bounds are of bytes; three bytes take four characters. */
function base64({ min = 0, max }: Bounds): SchemaObject {
  return {
    type: 'string',
    contentEncoding: 'base64',
    ...(min > 0 && { minLength: Math.ceil(min / 3) * 4 }),
    ...(max !== undefined && { maxLength: Math.ceil(max / 3) * 4 }),
  };
}

function number(schema: NormalizedSchema, direction: Place['direction'], { min, max }: Bounds): SchemaObject {
  // In outputs, the type of a number is known only by its member's name.
  if (direction === 'output' && !(schema.isMemberSchema() && NUMBER_TYPES.has(schema.getMemberName())))
    return { type: 'number' };
  const range = NUMBER_RANGES[numberTypeOf(schema)];
  if (!range.whole) return { type: 'number', format: 'double' };
  return {
    type: 'integer',
    format: range.max > 2 ** 31 ? 'int64' : 'int32',
    ...(direction === 'input' && { minimum: min ?? range.min, maximum: max ?? range.max }),
  };
}
