import type { OpenAPIObject, OperationObject, ReferenceObject, SchemaObject } from 'openapi3-ts/oas31';
import { ERROR_STATUSES } from '../../errors.ts';

type Schema = SchemaObject | ReferenceObject;

/**
 * The package's `contract.d.ts`: the document's schemas as TypeScript, and the other types of
 * router/client/contract.ts. It handles the schemas that router/reference/ writes, and throws for others.
 */
export function contractTypes(document: OpenAPIObject): string {
  const schemas = Object.entries(document.components?.schemas ?? {});
  return [
    '/* Made from the OpenAPI document. Bytes are base64, timestamps RFC 3339 with a zone. */',
    ...schemas.map(([name, schema]) => declaration(name, schema)),
    '/** What each action takes and answers. */',
    `export interface Actions {\n${actions(document).join('\n')}\n}`,
    'export type Action = keyof Actions;',
    `export type ErrorName = ${union(Object.keys(ERROR_STATUSES).map((name) => `'${name}'`))};`,
    "export type ErrorDetails = Omit<ApiError, 'name' | 'message'>;",
    '',
  ].join('\n\n');
}

function declaration(name: string, schema: Schema): string {
  const { properties } = schema as SchemaObject;
  const comment = docComment(schema.description, '');
  if (properties === undefined) return `${comment}export type ${name} = ${typeOf(schema)};`;
  return `${comment}export interface ${name} ${members(schema as SchemaObject, '')}`;
}

function actions(document: OpenAPIObject): readonly string[] {
  return Object.values(document.paths ?? {}).map((path) => {
    const { operationId, description, requestBody, responses } = path.post as OperationObject;
    const input = contentOf(requestBody);
    const output = contentOf(responses?.['200']);
    return `${docComment(description, '  ')}  ${operationId}: { input: ${typeOf(input)}; output: ${typeOf(output)} };`;
  });
}

function contentOf(message: unknown): Schema {
  const { content } = message as { content: { 'application/json': { schema: Schema } } };
  return content['application/json'].schema;
}

function typeOf(schema: Schema, indent = ''): string {
  if ('$ref' in schema && schema.$ref !== undefined) return schema.$ref.replace('#/components/schemas/', '');
  const { type, anyOf, enum: words, properties, additionalProperties, items } = schema as SchemaObject;
  if (anyOf !== undefined) return union(anyOf.map((one) => typeOf(one, indent)));
  if (words !== undefined) return union(words.map((word) => JSON.stringify(word)));
  switch (type) {
    case 'string': {
      const known: readonly string[] | undefined = (schema as SchemaObject)['x-known-values'];
      // An editor suggests the values that are known today; others may be added.
      return known === undefined ? 'string' : union([...known.map((word) => `'${word}'`), '(string & {})']);
    }
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
    case 'null':
      return type;
    case 'array':
      return `Array<${typeOf(items ?? {}, indent)}>`;
    case 'object':
      if (properties !== undefined) return members(schema as SchemaObject, indent);
      return typeof additionalProperties === 'object'
        ? record(schema as SchemaObject, typeOf(additionalProperties, indent))
        : 'Record<string, never>';
    case undefined:
      return 'unknown';
    default:
      throw new Error(`No TypeScript for ${JSON.stringify(type)} is known`);
  }
}

function record({ propertyNames }: SchemaObject, values: string): string {
  const { enum: keys } = (propertyNames ?? {}) as SchemaObject;
  return keys === undefined
    ? `Record<string, ${values}>`
    : `Partial<Record<${typeOf({ enum: keys })}, ${values}>>`;
}

function members({ properties = {}, required = [] }: SchemaObject, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, schema]) => {
    const optional = required.includes(name) ? '' : '?';
    const type = typeOf(schema, inner);
    return `${docComment(schema.description, inner)}${inner}${name}${optional}: ${type}${optional && ' | undefined'};`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

function union(types: readonly string[]): string {
  return types.join(' | ');
}

function docComment(text: string | undefined, indent: string): string {
  if (text === undefined) return '';
  const lines = text.replaceAll('*/', '*\\/').split('\n');
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}
