// First: it changes what dynalite takes for its store.
import './keep-text.ts';
import { createRequire } from 'node:module';
import type { Store } from 'dynalite/db/index.js';
import db from 'dynalite/db/index.js';
import validations from 'dynalite/validations/index.js';
import { AwsError, notSimulated } from '../core/aws-error.ts';
import type { Home } from '../core/caller.ts';
import type { JsonObject } from '../core/protocols/json-protocol.ts';
import { compareDocuments } from './equal-documents.ts';

compareDocuments();

/** The operations of dynalite. */
const OPERATIONS = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const;

type Operation = (typeof OPERATIONS)[number];
type Members = Record<string, unknown>;

interface Implementation {
  readonly types: Members;
  readonly custom: unknown;
  readonly act: (store: Store, input: Members, done: (error: unknown, output: JsonObject) => void) => void;
}

const require = createRequire(import.meta.url);

const IMPLEMENTATIONS: ReadonlyMap<string, Implementation> = new Map(
  OPERATIONS.map((operation: Operation) => {
    const file = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}.js`;
    return [
      operation,
      { ...require(`dynalite/validations/${file}`), act: require(`dynalite/actions/${file}`) },
    ] as const;
  }),
);

/** An operation with a valid input. */
export interface Prepared {
  readonly input: JsonObject;
  run(): Promise<JsonObject>;
}

/** The tables of one account in one Region: dynalite without its server. */
export class Database {
  readonly #store: Store;

  constructor({ accountId, region }: Home) {
    this.#store = db.create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    this.#store.tableDb.awsAccountId = accountId;
    this.#store.tableDb.awsRegion = region;
  }

  /** @throws AwsError ValidationException and the like, NotSimulatedException */
  prepare(operation: string, input: JsonObject): Prepared {
    const implementation = IMPLEMENTATIONS.get(operation);
    if (implementation === undefined) throw notSimulated(`dynamodb:${operation}`);
    const { types, custom, act } = implementation;
    // dynalite ignores unknown members; ignoring one could change the meaning of a request. `ConsistentRead` of a Scan
    // is an exception: dynalite's reads are all consistent.
    const unknown = Object.keys(input).find(
      (member) => !Object.hasOwn(types, member) && member !== 'ConsistentRead',
    );
    if (unknown !== undefined) throw notSimulated(`the member ${unknown} of dynamodb:${operation}`);
    try {
      const checked = validations.checkTypes(structuredClone(input), types);
      validations.checkValidations(checked, types, custom, this.#store);
      return { input: checked, run: () => this.#run(act, checked) };
    } catch (error) {
      throw asAwsError(error);
    }
  }

  async run(operation: string, input: JsonObject): Promise<JsonObject> {
    return await this.prepare(operation, input).run();
  }

  #run(act: Implementation['act'], input: Members): Promise<JsonObject> {
    return new Promise((resolve, reject) => {
      act(this.#store, input, (error, output) => (error ? reject(asAwsError(error)) : resolve(output)));
    });
  }
}

/** dynalite's errors have the body that DynamoDB would send. */
function asAwsError(error: unknown): unknown {
  if (!(error instanceof Error) || !('body' in error) || !('statusCode' in error)) return error;
  const { __type, message, Message, ...members } = error.body as Record<string, unknown>;
  const code = String(__type).replace(/^.*#/, '');
  return new AwsError(code, String(message ?? Message ?? ''), { status: Number(error.statusCode), members });
}
