import { APPLICATION_TAG } from '../../../../registrar/contract/names.ts';
import type { Action } from '../../../../router/actions/allowlist.ts';
import { broken, type Check, ok, skipped, type Verdict, type VerifyContext } from '../../check.ts';
import { type ApiAnswer, brokenAnswer, callApi, describeAnswer } from '../../requests/api.ts';

/** A kind of resource that the stack creates and that AWS can protect from deletion. */
interface Kind {
  readonly noun: string;
  readonly list: Action;
  readonly member: string;
  readonly id: string;
  readonly arn: string;
  readonly update: Action;
  readonly remove: Action;
  /** The member that shows what protects the resource at AWS. */
  readonly heldBy?: string;
}

const KINDS: readonly Kind[] = [
  {
    noun: 'pool',
    list: 'DescribePools',
    member: 'Pools',
    id: 'PoolId',
    arn: 'PoolArn',
    update: 'UpdatePool',
    remove: 'DeletePool',
  },
  {
    noun: 'phone number',
    list: 'DescribePhoneNumbers',
    member: 'PhoneNumbers',
    id: 'PhoneNumberId',
    arn: 'PhoneNumberArn',
    update: 'UpdatePhoneNumber',
    remove: 'ReleasePhoneNumber',
    // "If the number is associated with a pool, an error is returned" (ReleasePhoneNumber).
    heldBy: 'PoolId',
  },
];

const TAG = `${APPLICATION_TAG.key}=${APPLICATION_TAG.value}`;

export const refusedRemovals: Check = {
  hop: 'Refused: removal of what the stack made',
  proves: "IAM sees the stack's tag on pool and number: the session policies keep the API from removing them",
  advice:
    "The session policies deny by aws:ResourceTag, whose support AWS calls partial. Until it holds, switch DeletionProtectionEnabled on for the stack's pool and number (UpdatePool, UpdatePhoneNumber), and leave DeletePool and ReleasePhoneNumber out of allowedActions.",
  async run(context) {
    context.findings.get('simulatorNumberId');
    for (const kind of KINDS) {
      const verdict = await tryToRemove(context, kind);
      if (verdict !== undefined) return verdict;
    }
    return ok(`403 to ${KINDS.map(({ remove }) => remove).join(' and ')}`);
  },
};

/**
 * Tries to remove a resource that AWS itself protects. AWS checks its own protection only after IAM, so nothing is lost
 * whatever the outcome.
 *
 * @returns undefined when the removal was refused by IAM
 */
async function tryToRemove(context: VerifyContext, kind: Kind): Promise<Verdict | undefined> {
  const found = await resourceOfStack(context, kind);
  if (found === undefined)
    return broken(
      `No ${kind.noun} has the tag ${TAG}, which protects it.`,
      `Tag the stack's ${kind.noun} in the tenant's account, or deploy the tenant stack with --revert-drift.`,
    );
  const input = { [kind.id]: found[kind.id] };
  const isKept =
    found.DeletionProtectionEnabled === true || (kind.heldBy && found[kind.heldBy] !== undefined);
  if (isKept) return await remove(context, kind, input);
  const protect = (DeletionProtectionEnabled: boolean) =>
    callApi(context, { action: kind.update, input: { ...input, DeletionProtectionEnabled } });
  const answer = await protect(true);
  if (isNotOffered(answer)) return skipped(`this deployment does not offer ${kind.update}`);
  if (answer.status !== 200) return brokenAnswer(answer);
  try {
    return await remove(context, kind, input);
  } finally {
    await protect(false);
  }
}

async function remove(context: VerifyContext, kind: Kind, input: object): Promise<Verdict | undefined> {
  const answer = await callApi(context, { action: kind.remove, input });
  if (answer.status === 403 || isNotOffered(answer)) return undefined;
  return broken(`IAM allowed ${kind.remove}: ${describeAnswer(answer)}`);
}

type Resource = Readonly<Record<string, unknown>>;

async function resourceOfStack(
  context: VerifyContext,
  { list, member, arn }: Kind,
): Promise<Resource | undefined> {
  const { body } = await callApi(context, { action: list, input: { MaxResults: 100 } });
  for (const resource of (body[member] ?? []) as readonly Resource[]) {
    const input = { ResourceArn: resource[arn] };
    const { body: answer } = await callApi(context, { action: 'ListTagsForResource', input });
    const tags = (answer.Tags ?? []) as readonly { readonly Key?: string; readonly Value?: string }[];
    if (tags.some(({ Key, Value }) => Key === APPLICATION_TAG.key && Value === APPLICATION_TAG.value))
      return resource;
  }
  return undefined;
}

function isNotOffered({ error }: ApiAnswer): boolean {
  return error.name === 'InvalidActionException';
}
