import type { ReferenceObject, SchemaObject } from 'openapi3-ts/oas31';
import { MAX_FIELD_VALUES } from '../actions/request.ts';

/** `PutRegistrationFieldValue` takes one field, as AWS does, or several at once; see router/actions/request.ts. */
export function fieldValueSchemas(components: Readonly<Record<string, SchemaObject>>): {
  readonly schemas: Record<string, SchemaObject>;
  readonly input: SchemaObject;
  readonly output: SchemaObject;
  readonly partly: ReferenceObject;
} {
  const { properties = {}, ...single } = components.PutRegistrationFieldValueRequest ?? {};
  const { RegistrationId: registrationId = {}, ...members } = properties;
  const schemas: Record<string, SchemaObject> = {
    RegistrationFieldValue: {
      ...single,
      description: 'One field of a batch.',
      properties: members,
      required: (single.required ?? []).filter((name) => name !== 'RegistrationId'),
    },
    PutRegistrationFieldValuesRequest: {
      type: 'object',
      description: 'Several fields of one registration, put one after the other at the pace that AWS allows.',
      required: ['RegistrationId', 'FieldValues'],
      properties: {
        RegistrationId: registrationId,
        FieldValues: {
          type: 'array',
          minItems: 1,
          maxItems: MAX_FIELD_VALUES,
          items: { $ref: '#/components/schemas/RegistrationFieldValue' },
        },
      },
      additionalProperties: false,
    },
    PutRegistrationFieldValuesResult: {
      type: 'object',
      description: 'The outcome of each field, in the order of the request.',
      required: ['RegistrationId', 'FieldValues'],
      properties: {
        RegistrationId: { type: 'string' },
        FieldValues: { type: 'array', items: { $ref: '#/components/schemas/FieldValueResult' } },
      },
    },
    FieldValueResult: {
      type: 'object',
      required: ['FieldPath', 'Status'],
      properties: {
        FieldPath: { type: 'string' },
        Status: {
          type: 'string',
          enum: ['PUT', 'FAILED', 'NOT_ATTEMPTED'],
          description: 'NOT_ATTEMPTED: the time ran out, or an earlier failure would have repeated itself.',
        },
        Result: {
          $ref: '#/components/schemas/PutRegistrationFieldValueResult',
          description: "AWS's answer, for a field that was PUT.",
        },
        Error: { $ref: '#/components/schemas/ApiError', description: 'For a field that FAILED.' },
      },
    },
  };
  return {
    schemas,
    input: eitherOf('PutRegistrationFieldValueRequest', 'PutRegistrationFieldValuesRequest'),
    output: eitherOf('PutRegistrationFieldValueResult', 'PutRegistrationFieldValuesResult'),
    partly: { $ref: '#/components/schemas/PutRegistrationFieldValuesResult' },
  };
}

function eitherOf(...names: readonly string[]): SchemaObject {
  return { anyOf: names.map((name) => ({ $ref: `#/components/schemas/${name}` })) };
}
