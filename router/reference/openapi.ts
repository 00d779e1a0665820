import type { OpenAPIObject, PathsObject } from 'openapi3-ts/oas31';
import { TENANT_ID } from '../../registrar/contract/tenant-id.ts';
import type { Service } from '../actions/allowlist.ts';
import { ACTIONS } from '../actions/allowlist.ts';
import { loadOperation, type Operation, type OwnOperation } from '../actions/operation.ts';
import { requiredMembers } from '../actions/schema-members.ts';
import { provenMembers } from '../aws/call/answer.ts';
import { IDEMPOTENCY_KEY } from '../keyed-sends/idempotency-key.ts';
import { actionPath, type Bodies, TAGS } from './action-path.ts';
import { boundsOf } from './bounds.ts';
import { API_ERROR, ERROR_BODY, ErrorResponses } from './errors/error-responses.ts';
import { FIELD_VALUES_EXAMPLE } from './examples.ts';
import { fieldValueSchemas } from './field-values.ts';
import { type Schema, SchemaWriter } from './schemas.ts';
import { securitySchemes } from './security.ts';
import { readOwnTexts } from './texts/own-texts.ts';
import { readSdkTexts } from './texts/sdk-texts.ts';
import type { Texts } from './texts/texts.ts';

export interface ReferenceOptions {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly tokenUrl: string;
}

/** The placeholder for a deployment's URL. */
export const DOCUMENTATION_URLS: ReferenceOptions = {
  baseUrl: 'https://api.example.org',
  tokenUrl: 'https://auth.api.example.org/oauth2/token',
};

const ABOUT = `One API in front of many AWS accounts: an action runs in the account and Region of the tenant that its
path names, takes its parameters as AWS documents them and answers with AWS's output.

In JSON, bytes are base64 and timestamps are RFC 3339 with a zone. \`null\` is the same as leaving a member out, and no
body is the same as \`{}\`. Members that an action does not know are refused.

Every action has an access class, \`x-access-class\`: \`read\` changes nothing, \`send\` reaches a phone, \`manage\` changes
the tenant's resources, \`billing\` costs money. Those of class \`account\` change the whole account, and only
some deployments offer them. \`x-known-values\` are the words that AWS has today, to which it may add.`;

/**
 * The API's OpenAPI 3.1 document: every action of the allowlist, from the schemas, the service models and the SDK's
 * declarations. The same installation makes the same document, byte for byte.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export async function createReference(options = DOCUMENTATION_URLS): Promise<OpenAPIObject> {
  const operations = await Promise.all([...ACTIONS].sort().map((action) => loadOperation(action)));
  const texts = readTexts();
  const writer = new SchemaWriter();
  const errors = new ErrorResponses();
  const bodies = writeBodies(operations, writer, texts);
  const fieldValues = fieldValueSchemas(writer.components);
  const paths: PathsObject = {};
  for (const operation of operations) {
    const { action, service } = operation;
    const described = bodies.get(operation);
    if (described === undefined) throw new Error(`${action} has no schemas`);
    const batch = action === 'PutRegistrationFieldValue' && {
      ...fieldValues,
      moreInputs: {
        batch: { summary: FIELD_VALUES_EXAMPLE.summary, value: FIELD_VALUES_EXAMPLE.input },
      },
    };
    paths[`/{tenantId}/${action}`] = actionPath(
      operation,
      { ...described, ...batch },
      texts[service],
      errors,
    );
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'pinpoint-tenant-router',
      version: '1.0.0',
      description: ABOUT,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: options.baseUrl }],
    tags: Object.values(TAGS),
    paths,
    components: {
      securitySchemes: securitySchemes(options.tokenUrl),
      parameters: {
        TenantId: {
          name: 'tenantId',
          in: 'path',
          required: true,
          description: 'The tenant whose account the action runs in.',
          schema: { type: 'string', pattern: TENANT_ID.source },
          example: 'acme',
        },
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          description:
            'The router runs a request once for a key, such as a UUID; a repetition gets the first answer.',
          schema: { type: 'string', minLength: 1, maxLength: 255, pattern: IDEMPOTENCY_KEY.source },
        },
      },
      headers: {
        RequestId: { description: "The request's id, as in the router's log.", schema: { type: 'string' } },
        IdempotencyReplayed: {
          description: '`true` for the first answer to an Idempotency-Key, given again.',
          schema: { type: 'string', enum: ['true'] },
        },
      },
      responses: inOrder(errors.components),
      schemas: inOrder({
        ...writer.components,
        ...fieldValues.schemas,
        ErrorBody: ERROR_BODY,
        ApiError: API_ERROR,
      }),
    },
  };
}

function readTexts(): Readonly<Record<Service | 'router', Texts>> {
  return {
    'sms-voice': readSdkTexts('@aws-sdk/client-pinpoint-sms-voice-v2'),
    mobiletargeting: readSdkTexts('@aws-sdk/client-pinpoint'),
    router: readOwnTexts(),
  };
}

type AnyOperation = Operation | OwnOperation;

/** All inputs, then all outputs, in the order that the writer needs. */
function writeBodies(
  operations: readonly AnyOperation[],
  writer: SchemaWriter,
  texts: Readonly<Record<Service | 'router', Texts>>,
): ReadonlyMap<AnyOperation, Bodies> {
  const inputs = new Map<AnyOperation, Schema>();
  for (const operation of operations) {
    const { input, service, action } = operation;
    inputs.set(operation, writer.input(input, texts[service], boundsOf(service, action)));
  }
  return new Map(
    operations.map((operation) => {
      const always =
        operation.service !== 'router' && operation.access === 'send' ? provenMembers(operation.output) : [];
      const output = writer.output(operation.output, texts[operation.service], always);
      const mayBeEmpty = requiredMembers(operation.input).size === 0;
      return [operation, { input: inputs.get(operation) ?? {}, output, mayBeEmpty }];
    }),
  );
}

function inOrder<T>(components: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1)));
}
