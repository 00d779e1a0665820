import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { AwsAccess } from './aws-access.ts';

export interface StackState {
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** @throws the client's error, `ValidationError` for a stack that does not exist */
export async function describeStack(access: AwsAccess, name: string): Promise<StackState> {
  const client = new CloudFormationClient(access);
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
  if (stack?.StackStatus === undefined) throw new Error(`DescribeStacks answered without the stack ${name}.`);
  const outputs = stack.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
  return { status: stack.StackStatus, outputs: Object.fromEntries(outputs ?? []) };
}

/** A stack that rolled an update back is complete in its previous state. */
export function isStanding({ status }: StackState): boolean {
  return ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'].includes(
    status,
  );
}
