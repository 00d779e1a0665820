import type { OwnAction } from '../actions/allowlist.ts';
import { RouterError } from '../errors.ts';

interface Failure {
  readonly what: string;
  /** What may have happened all the same, and what to do; absent for reads. */
  readonly mayHave?: string;
}

const FAILURES: Readonly<Record<OwnAction, Failure>> = {
  DescribeMessages: { what: 'The status of messages cannot be read at the moment.' },
  DescribeCallbacks: { what: 'The callbacks cannot be read at the moment.' },
  PutCallback: {
    what: 'The callback could not be put.',
    mayHave:
      'It may have been put all the same: DescribeCallbacks shows it, and if its secret was in the lost answer, ' +
      'RotateCallbackSecret gives another.',
  },
  DeleteCallback: {
    what: 'The callback could not be deleted.',
    mayHave: 'It may have been deleted all the same: DescribeCallbacks lists it if not.',
  },
  TestCallback: {
    what: 'The test event could not be sent.',
    mayHave: 'It may have been sent all the same; another test does no harm.',
  },
  RotateCallbackSecret: {
    what: 'The secret could not be replaced.',
    mayHave:
      'It may have been replaced all the same: rotate again, because earlier secrets keep signing until their end.',
  },
};

/** The error of an own action whose tables or queue failed. It says whether the action may have taken effect. */
export function ownActionFailed(action: OwnAction, cause: unknown): RouterError {
  const { what, mayHave } = FAILURES[action];
  if (mayHave === undefined) return new RouterError('UpstreamException', what, { cause });
  const mayHaveActed = !isRefusal(cause);
  const consequence = mayHaveActed ? mayHave : 'Nothing was changed.';
  return new RouterError('UpstreamException', `${what} ${consequence}`, { mayHaveActed, cause });
}

/** Whether AWS refused the only attempt. An earlier attempt, whose answer was lost, may have succeeded. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $fault, $metadata } = error as Partial<ServiceException>;
  return $fault === 'client' && $metadata?.attempts === 1;
}

interface ServiceException {
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly attempts?: number };
}
