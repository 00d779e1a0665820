import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { MANAGEMENT_STACK_NAME } from '../../../registrar/contract/names.ts';
import { broken, type Check, ok } from '../check.ts';
import type { AwsAccess } from '../deployment.ts';
import { type Facts, MANAGEMENT_OUTPUTS } from '../findings.ts';

interface StackState {
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** @throws the client's error, `ValidationError` for a stack that does not exist */
export async function describeStack(access: AwsAccess, name: string): Promise<StackState> {
  const client = new CloudFormationClient(access);
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const outputs = stack?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
  return { status: stack?.StackStatus ?? 'missing', outputs: Object.fromEntries(outputs ?? []) };
}

/** A stack that rolled an update back stands as it stood before. */
export function isStanding({ status }: StackState): boolean {
  return ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'].includes(
    status,
  );
}

export const managementStack: Check = {
  hop: 'Management stack',
  proves: 'the stack stands and says where everything is',
  advice: `Deploy ${MANAGEMENT_STACK_NAME}, or give its account (--profile) and Region (--region).`,
  async run({ deployment: { management }, findings }) {
    const stack = await describeStack(management, MANAGEMENT_STACK_NAME);
    if (!isStanding(stack)) return broken(`${MANAGEMENT_STACK_NAME} is ${stack.status}.`);
    const missing = MANAGEMENT_OUTPUTS.filter((name) => !stack.outputs[name]);
    if (missing.length > 0)
      return broken(`It has no output ${missing.join(', ')}.`, 'Deploy it again from this repository.');
    findings.add({ outputs: stack.outputs as Facts['outputs'] });
    return ok(`${stack.status} in ${management.region}`);
  },
};
