import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { upstreamError } from '../../../router/aws/call/upstream-error.ts';
import type { Attempt } from '../../../router/aws/outcome.ts';
import { attemptOf, couldHaveActed } from '../../../router/aws/outcome.ts';
import { RouterError } from '../../../router/errors.ts';
import { operationOf } from '../operations.ts';

/** Whether AWS could have acted, by the first digit of the status: the oracle, which shares nothing with the code. */
const BY_CLASS_OF_STATUS: Readonly<Record<string, boolean>> = {
  '1': true,
  '2': true,
  '3': true,
  '4': false,
  '5': true,
};
const ACTIONS = {
  read: 'DescribePools',
  send: 'SendTextMessage',
  manage: 'DeletePool',
  billing: 'ReleasePhoneNumber',
} as const;

const NAMES = [
  'ValidationException',
  'AccessDeniedException',
  'ConflictException',
  'ResourceNotFoundException',
  'ServiceQuotaExceededException',
  'ThrottlingException',
  'InternalServerException',
  'TooManyRequestsException',
  'SerializationException',
  'UnknownOperationException',
  'OptInRequired',
  'SubscriptionRequiredException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'ExpiredTokenException',
  'IncompleteSignature',
  'SyntaxError',
  'RangeError',
  'ImproperAnswerError',
  'NotSimulatedException',
  'Unknown',
];

const access = fc.constantFrom('read', 'send', 'manage', 'billing');
const answered = fc.record({
  phase: fc.constant('answered' as const),
  status: fc.oneof(
    fc.constantFrom(200, 204, 301, 400, 403, 404, 429, 499, 500, 501, 503),
    fc.integer({ min: 100, max: 599 }),
  ),
  errorName: fc.constantFrom(...NAMES),
});
const attempt: fc.Arbitrary<Attempt> = fc.oneof(
  fc.constant({ phase: 'unsent' as const }),
  fc.constant({ phase: 'unanswered' as const }),
  { weight: 4, arbitrary: answered },
);

function expected(attempt: Attempt): boolean {
  if (attempt.phase !== 'answered') return attempt.phase === 'unanswered';
  const local = `${attempt.status} ${attempt.errorName}` === '501 NotSimulatedException';
  return !local && BY_CLASS_OF_STATUS[`${attempt.status}`.charAt(0)] === true;
}

describe('whether AWS could have acted', () => {
  it('goes by phase and status of every attempt and by the access class, never by the error alone', () => {
    fc.assert(
      fc.property(access, fc.array(attempt, { maxLength: 4 }), (access, attempts) => {
        const oracle = access !== 'read' && attempts.filter(expected).length > 0;
        expect(couldHaveActed(access, attempts)).toBe(oracle);
      }),
      { numRuns: 10_000 },
    );
  });

  it('is what the caller is told: a caution where it could, none where it could not', () => {
    fc.assert(
      fc.property(access, fc.array(attempt, { maxLength: 2 }), answered, (access, earlier, last) => {
        const error = Object.assign(new Error('in the words of AWS'), {
          name: last.errorName,
          $metadata: { httpStatusCode: last.status },
        });
        // The transport knows the status of an attempt, not the name of its error.
        const attempts: readonly Attempt[] = [...earlier, { phase: 'answered', status: last.status }];
        const told = upstreamError(error, operationOf(ACTIONS[access]), attempts);
        const oracle = access !== 'read' && [...earlier, last].some(expected);
        if (!(told instanceof RouterError)) throw new Error('not meant for the caller');
        expect(told.mayHaveActed).toBe(oracle);
        expect(/may have (gone out|taken effect)/.test(told.message)).toBe(oracle);
        if (oracle) expect(told.message).not.toMatch(/nothing was done/i);
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('an attempt that ends in an error', () => {
  const nodeError = (members: object, message = 'failed') => Object.assign(new Error(message), members);

  it.each<[string, Error]>([
    ['whose host is not known', nodeError({ code: 'ENOTFOUND', syscall: 'getaddrinfo' })],
    ['whose connection is refused', nodeError({ code: 'ECONNREFUSED', syscall: 'connect' })],
    [
      'whose connection is not made in time',
      nodeError({ name: 'TimeoutError' }, '… did not establish a connection with …'),
    ],
    [
      'whose TLS handshake is cut',
      nodeError(
        { code: 'ECONNRESET' },
        'Client network socket disconnected before secure TLS connection was established',
      ),
    ],
    ['whose writing fails', nodeError({ code: 'EPIPE', syscall: 'write' })],
    [
      'on a connection that the peer has ended',
      nodeError({ code: 'EPIPE' }, 'This socket has been ended by the other party'),
    ],
    [
      'none of whose addresses can be reached',
      new AggregateError([nodeError({ syscall: 'connect' }), nodeError({ syscall: 'connect' })]),
    ],
  ])('%s was not sent', (_, error) => {
    expect(attemptOf(error)).toEqual({ phase: 'unsent' });
  });

  it.each<[string, unknown]>([
    ['whose connection is reset', nodeError({ code: 'ECONNRESET', syscall: 'read' })],
    ['whose connection is closed', nodeError({ code: 'ECONNRESET' }, 'socket hang up')],
    ['that is given up', nodeError({ name: 'AbortError' })],
    ['that nobody knows', 'a string'],
    ['that nobody knows, of several', new AggregateError([])],
  ])('%s may have arrived', (_, error) => {
    expect(attemptOf(error)).toEqual({ phase: 'unanswered' });
  });
});
