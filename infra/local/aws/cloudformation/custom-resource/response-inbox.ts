import { randomBytes } from 'node:crypto';

/** The members of a function's answer that CloudFormation reads. */
export interface CustomResourceAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly Data?: Readonly<Record<string, unknown>>;
}

type Expected = Pick<CustomResourceAnswer, 'StackId' | 'RequestId' | 'LogicalResourceId'>;

/** The path on the local endpoint for the answers of custom resources. */
export const RESPONSE_PATH = '/_local/cloudformation/responses';

/** CloudFormation refuses longer answers. */
const MAX_ANSWER_BYTES = 4096;

/** Simulates the bucket of the pre-signed URLs to which custom resources answer: each URL takes one answer. */
export class ResponseInbox {
  readonly #baseUrl: () => string;
  readonly #open = new Map<string, { expected: Expected; take: (answer: CustomResourceAnswer) => void }>();

  constructor(baseUrl: () => string) {
    this.#baseUrl = baseUrl;
  }

  /** @returns a URL that cannot be guessed, and the answer that will be put there */
  open(expected: Expected): { url: string; answer: Promise<CustomResourceAnswer>; close: () => void } {
    const token = randomBytes(18).toString('base64url');
    const answer = new Promise<CustomResourceAnswer>((take) => this.#open.set(token, { expected, take }));
    return {
      url: `${this.#baseUrl()}${RESPONSE_PATH}/${token}`,
      answer,
      close: () => this.#open.delete(token),
    };
  }

  /** @returns the HTTP status of the PUT: 403 for an expired URL, 400 for an answer that CloudFormation would refuse */
  put(token: string, body: string): number {
    const waiting = this.#open.get(token);
    if (waiting === undefined) return 403;
    const answer = parseAnswer(body);
    if (answer === undefined || !matches(answer, waiting.expected)) return 400;
    this.#open.delete(token);
    waiting.take(answer);
    return 200;
  }
}

function parseAnswer(body: string): CustomResourceAnswer | undefined {
  if (Buffer.byteLength(body) > MAX_ANSWER_BYTES) return undefined;
  try {
    return JSON.parse(body) as CustomResourceAnswer;
  } catch {
    return undefined;
  }
}

function matches(answer: CustomResourceAnswer, expected: Expected): boolean {
  if (answer.Status !== 'SUCCESS' && answer.Status !== 'FAILED') return false;
  return (Object.keys(expected) as (keyof Expected)[]).every((name) => answer[name] === expected[name]);
}
