import type {
  ExampleObject,
  OperationObject,
  ParameterObject,
  PathItemObject,
  ReferenceObject,
  ResponseObject,
  ResponsesObject,
  TagObject,
} from 'openapi3-ts/oas31';
import type { Action, Service } from '../actions/allowlist.ts';
import type { Operation, OwnOperation } from '../actions/operation.ts';
import { countsIdempotencyKey } from '../keyed-sends/idempotency-key.ts';
import { errorsOfAction } from './errors/action-errors.ts';
import { type ErrorResponses, REQUEST_ID_HEADER } from './errors/error-responses.ts';
import { EXAMPLES } from './examples.ts';
import type { Schema } from './schemas.ts';
import { securityOf } from './security.ts';
import type { Texts } from './texts/texts.ts';

/** The schemas of an action's input and output. */
export interface Bodies {
  readonly input: Schema;
  readonly output: Schema;
  /** The body of a 207. */
  readonly partly?: Schema;
  readonly moreInputs?: Readonly<Record<string, ExampleObject>>;
  /** Whether no member is required, so that the body may be left out. */
  readonly mayBeEmpty: boolean;
}

/** The versioned names that AWS's documentation has for the services. */
const DOCUMENTATION: Readonly<Record<Service, string>> = {
  'sms-voice': 'pinpoint-sms-voice-v2-2022-03-31',
  mobiletargeting: 'pinpoint-2016-12-01',
};

/** The groups of actions. */
export const TAGS: Readonly<Record<Service | 'router', TagObject & { readonly name: string }>> = {
  'sms-voice': {
    name: 'AWS End User Messaging SMS',
    description: "Operations of its API of 2022-03-31, run in the tenant's account and Region.",
  },
  mobiletargeting: {
    name: 'Amazon Pinpoint',
    description: "What is left of its API of 2016-12-01, run in the tenant's account and Region.",
  },
  router: {
    name: 'Router',
    description:
      "The router's own actions, on data that it keeps about the tenant in the management account.",
  },
};

/** `POST /{tenantId}/<action>`. */
export function actionPath(
  operation: Operation | OwnOperation,
  bodies: Bodies,
  texts: Texts,
  errors: ErrorResponses,
): PathItemObject {
  const { action, service, access } = operation;
  const keyed = countsIdempotencyKey(access);
  const description = texts.ofAction(action);
  const post: OperationObject = {
    operationId: action,
    tags: [TAGS[service].name],
    summary: inWords(action),
    ...(description !== undefined && { description }),
    ...(service !== 'router' && {
      externalDocs: {
        description: `${action} in AWS's API reference`,
        url: `https://docs.aws.amazon.com/goto/WebAPI/${DOCUMENTATION[service]}/${action}`,
      },
    }),
    'x-access-class': access,
    security: securityOf(access),
    parameters: parametersOf(keyed),
    requestBody: {
      required: !bodies.mayBeEmpty,
      content: {
        'application/json': { schema: bodies.input, ...withExamples(inputExamples(action, bodies)) },
      },
    },
    responses: {
      '200': success('What the operation returned.', bodies.output, keyed, outputExamples(action)),
      ...(bodies.partly !== undefined && {
        '207': success('Some fields were not put; send them again.', bodies.partly, keyed, {}),
      }),
      ...errorResponses(operation, texts, errors),
    },
  };
  return { post };
}

function parametersOf(keyed: boolean): (ParameterObject | ReferenceObject)[] {
  const names = keyed ? ['TenantId', 'IdempotencyKey'] : ['TenantId'];
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}

function success(
  description: string,
  schema: Schema,
  keyed: boolean,
  examples: Readonly<Record<string, ExampleObject>>,
): ResponseObject {
  return {
    description,
    headers: {
      'x-request-id': REQUEST_ID_HEADER,
      ...(keyed && { 'Idempotency-Replayed': { $ref: '#/components/headers/IdempotencyReplayed' } }),
    },
    content: { 'application/json': { schema, ...withExamples(examples) } },
  };
}

function errorResponses(
  operation: Operation | OwnOperation,
  texts: Texts,
  errors: ErrorResponses,
): ResponsesObject {
  const byStatus = errorsOfAction(operation, texts.errorsOf(operation.action));
  return Object.fromEntries([...byStatus].map(([status, names]) => [status, errors.of(status, names)]));
}

type Examples = Readonly<Record<string, ExampleObject>>;

function inputExamples(action: Action, { moreInputs = {} }: Bodies): Examples {
  const examples = EXAMPLES[action] ?? [];
  const entries = examples.map(({ summary, input }, index) => [
    `request${index + 1}`,
    { summary, value: input },
  ]);
  return { ...Object.fromEntries(entries), ...moreInputs };
}

function outputExamples(action: Action): Examples {
  const examples = EXAMPLES[action] ?? [];
  return Object.fromEntries(
    examples.flatMap(({ summary, output }, index) =>
      output === undefined ? [] : [[`request${index + 1}`, { summary, value: output }]],
    ),
  );
}

function withExamples(examples: Examples): { examples?: Record<string, ExampleObject> } {
  return Object.keys(examples).length === 0 ? {} : { examples: { ...examples } };
}

/** `SendOTPMessage` → `Send OTP message`. */
function inWords(action: string): string {
  const words = action.match(/[A-Z]{2,}(?=[A-Z][a-z]|$)|[A-Z][a-z]+|[A-Z]+/g) ?? [action];
  return words
    .map((word, index) => (index === 0 || /^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase()))
    .join(' ');
}
