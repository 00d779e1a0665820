import { MANAGEMENT_STACK_NAME } from '../../../registrar/contract/names.ts';
import { describeStack, isStanding } from '../../access/stack-state.ts';
import { broken, type Check, ok } from '../check.ts';
import { type Facts, MANAGEMENT_OUTPUTS } from '../findings.ts';

/** The hop before this one has looked for what a failed creation leaves. */
const ADVICE_BY_STATUS: Readonly<Record<string, string>> = {
  ROLLBACK_COMPLETE:
    'The first deployment failed. Switch its termination protection off and deploy again, as the previous hop says about the table.',
  REVIEW_IN_PROGRESS:
    'A change set was created but not executed: deploy again, as the previous hop says about the table.',
};

export const managementStack: Check = {
  hop: 'Management stack',
  proves: 'the stack is deployed and has all outputs',
  advice: `Deploy ${MANAGEMENT_STACK_NAME}, or give its account (--profile) and Region (--region).`,
  async run({ deployment: { management }, findings }) {
    const stack = await describeStack(management, MANAGEMENT_STACK_NAME);
    if (!isStanding(stack))
      return broken(`${MANAGEMENT_STACK_NAME} is ${stack.status}.`, ADVICE_BY_STATUS[stack.status]);
    const missing = MANAGEMENT_OUTPUTS.filter((name) => !stack.outputs[name]);
    if (missing.length > 0)
      return broken(`It has no output ${missing.join(', ')}.`, 'Deploy it again from this repository.');
    findings.add({ outputs: stack.outputs as Facts['outputs'] });
    return ok(`${stack.status} in ${management.region}`);
  },
};
