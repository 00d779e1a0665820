import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { OpenAPIObject, OperationObject } from 'openapi3-ts/oas31';
import { createReference } from '../../router/reference/openapi.ts';

/** A request to an action and its answer, as they went over the wire. */
export interface Exchange {
  /** `<tenantId>/<action>`. */
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  readonly headers: Headers;
  readonly answer: unknown;
}

let description: Promise<ApiDescription> | undefined;

/**
 * Holds an exchange to the OpenAPI document, both ways: an answer has a status, names and members that the document
 * gives its action, and what the API took is what the document allows. Paths that are no action's pass.
 *
 * @throws Error that names action, status and places; never a value
 */
export async function assertDescribed(exchange: Exchange): Promise<void> {
  description ??= createReference().then((document) => new ApiDescription(document));
  (await description).assertDescribes(exchange);
}

/** Checks only the answer against the document: for a request whose body is not JSON, for example. */
export async function assertRefusalDescribed(
  refusal: Pick<Exchange, 'path' | 'status' | 'answer'>,
): Promise<void> {
  description ??= createReference().then((document) => new ApiDescription(document));
  (await description).assertDescribesAnswer(refusal);
}

class ApiDescription {
  readonly #document: OpenAPIObject;
  readonly #ajv = new Ajv2020({ allErrors: true, strictRequired: false, strictTypes: false });

  constructor(document: OpenAPIObject) {
    this.#document = document;
    addFormats.default(this.#ajv);
    for (const format of ['int32', 'int64', 'double']) this.#ajv.addFormat(format, true);
    this.#ajv.addVocabulary(['x-known-values', ...Object.keys(document)]);
    // A client tolerates members that it does not know; the router must not have any that the document does not.
    const closed = structuredClone(document);
    for (const schema of Object.values(closed.components?.schemas ?? {}))
      if ('properties' in schema) schema.additionalProperties ??= false;
    this.#ajv.addSchema(closed, 'openapi.json');
  }

  assertDescribes(exchange: Exchange): void {
    const operation = this.#operationAt(exchange.path);
    if (operation === undefined) return;
    this.assertDescribesAnswer(exchange);
    const { path, status, answer, headers } = exchange;
    const { operationId: action, tags = [], responses } = operation;
    const body = withoutNulls(exchange.body);
    const fitsInput = this.#validator(`${operationPointer(path)}/requestBody/${JSON_SCHEMA}`);
    if (status < 300) assertFits(fitsInput, body, `a body that ${action} took`);
    if (isRefusedBySchema(answer) && !tags.includes('Router') && fitsInput(body))
      throw new Error(`The document allows a body that ${action} refused`);
    if (headers.has('idempotency-replayed') && !responses?.[status]?.headers?.['Idempotency-Replayed'])
      throw new Error(`The document knows no replayed answer of ${action}`);
  }

  assertDescribesAnswer({ path, status, answer }: Pick<Exchange, 'path' | 'status' | 'answer'>): void {
    const operation = this.#operationAt(path);
    if (operation === undefined) return;
    const response = operation.responses?.[status];
    if (response === undefined)
      throw new Error(`The document gives ${operation.operationId} no status ${status}`);
    const at = response.$ref?.slice(1) ?? `${operationPointer(path)}/responses/${status}`;
    const what = `the answer ${status} of ${operation.operationId}`;
    assertFits(this.#validator(`${at}/${JSON_SCHEMA}`), answer, what);
  }

  #operationAt(path: string): OperationObject | undefined {
    return this.#document.paths?.[template(path)]?.post;
  }

  #validator(at: string): ValidateFunction {
    const found = this.#ajv.getSchema(`openapi.json#${at}`);
    if (found === undefined) throw new Error(`The document has no schema at ${at}`);
    return found;
  }
}

function assertFits(validate: ValidateFunction, value: unknown, what: string): void {
  if (validate(value)) return;
  const problems = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
  );
  throw new Error(`The document does not describe ${what}: ${problems.join('; ')}`);
}

/** Of our own actions the router also refuses what members mean together; of AWS's, what the schema says alone. */
function isRefusedBySchema(answer: unknown): boolean {
  const { error } = answer as { error?: { problems?: readonly unknown[] } };
  return error?.problems !== undefined;
}

/** To the API, `null` is the same as leaving a member out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, withoutNulls(member)]),
  );
}

function template(path: string): string {
  return `/{tenantId}/${path.split('/')[1]}`;
}

function operationPointer(path: string): string {
  return `/paths/${pointer(template(path))}/post`;
}

/** A segment of a JSON pointer in a URI. */
function pointer(segment: string): string {
  return encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'));
}

const JSON_SCHEMA = `content/${pointer('application/json')}/schema`;
