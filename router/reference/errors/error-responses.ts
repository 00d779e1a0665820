import type { HeaderObject, ReferenceObject, ResponseObject, SchemaObject } from 'openapi3-ts/oas31';
import { ERROR_STATUSES, type ErrorName, type ErrorStatus } from '../../errors.ts';
import { ERROR_MEANINGS } from './error-meanings.ts';

const ERROR_NAMES = Object.keys(ERROR_STATUSES) as readonly ErrorName[];

/** The body of every error. The names are not an enumeration, because a client must tolerate a new one. */
export const ERROR_BODY: SchemaObject = {
  type: 'object',
  description: 'Branch on `error.name`.',
  required: ['status', 'error', 'requestId'],
  properties: {
    status: { type: 'integer', format: 'int32', description: 'The HTTP status.' },
    error: { $ref: '#/components/schemas/ApiError' },
    requestId: { type: 'string', description: "As in the header `x-request-id` and in the router's log." },
  },
};

export const API_ERROR: SchemaObject = {
  type: 'object',
  required: ['name', 'message'],
  properties: {
    name: { type: 'string', 'x-known-values': ERROR_NAMES },
    message: { type: 'string', description: 'For people; its words may change.' },
    Reason: { type: 'string', description: "The reason of AWS's refusal." },
    ResourceType: { type: 'string', description: 'The type of the resource.' },
    ResourceId: { type: 'string', description: 'The id of the resource.' },
    Fields: {
      type: 'array',
      description: 'The members that AWS refused.',
      items: {
        type: 'object',
        required: ['Name', 'Message'],
        properties: { Name: { type: 'string' }, Message: { type: 'string' } },
      },
    },
    problems: {
      type: 'array',
      description: 'The members that the router refused; AWS was not called.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: {
          path: { type: 'string', description: 'Such as `Filters[0].Name`; empty for the body itself.' },
          message: { type: 'string' },
        },
      },
    },
  },
};

/** Writes the answers with an error body, which actions share. */
export class ErrorResponses {
  readonly components: Record<string, ResponseObject> = {};

  /** The answer with a status that may have these names. */
  of(status: ErrorStatus, names: readonly ErrorName[]): ReferenceObject {
    const key = [status, ...names.map((name) => name.replace(/Exception$/, ''))].join('-');
    this.components[key] ??= {
      description: names.map((name) => `\`${name}\`: ${ERROR_MEANINGS[name]}.`).join('\n\n'),
      headers: headersOf(status),
      content: {
        'application/json': {
          schema: {
            $ref: '#/components/schemas/ErrorBody',
            properties: {
              status: { const: status },
              error: { properties: { name: { enum: names } } },
            },
          } as ReferenceObject,
        },
      },
    };
    return { $ref: `#/components/responses/${key}` };
  }
}

export const REQUEST_ID_HEADER: ReferenceObject = { $ref: '#/components/headers/RequestId' };

function headersOf(status: ErrorStatus): Record<string, HeaderObject | ReferenceObject> {
  const headers: Record<string, HeaderObject | ReferenceObject> = { 'x-request-id': REQUEST_ID_HEADER };
  const text = { type: 'string' } as const;
  if (status === 401 || status === 403)
    headers['WWW-Authenticate'] = {
      description: 'The challenge of RFC 6750, where one applies.',
      schema: text,
    };
  if (status === 405) headers.Allow = { description: 'The method that is allowed.', schema: text };
  if (status === 409 || status === 429)
    headers['Retry-After'] = {
      description: 'Seconds to wait before trying again.',
      schema: { type: 'integer', format: 'int32', minimum: 0 },
    };
  return headers;
}
