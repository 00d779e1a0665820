import { AwsError } from '../core/aws-error.ts';
import { queryService } from '../core/protocols/query-protocol.ts';
import { homeOf, type WireService } from '../core/wire-service.ts';
import type { Kernel } from '../iam/kernel.ts';
import type { CloudFormation } from './cloudformation.ts';
import type { Stack } from './stack.ts';

/** What operators' scripts read of a deployment: `aws cloudformation describe-stacks`. */
export function cloudFormationWire(cloudFormation: CloudFormation, { iam }: Kernel): WireService {
  return queryService({
    scope: 'cloudformation',
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    operations: {
      DescribeStacks(parameters, request) {
        const home = homeOf(request);
        const name = parameters.get('StackName');
        const arn = `arn:aws:cloudformation:${home.region}:${home.accountId}:stack/${name ?? '*'}/*`;
        iam.authorize({
          caller: request.caller,
          action: 'cloudformation:DescribeStacks',
          resource: arn,
          resourceAccountId: home.accountId,
        });
        if (name === null) {
          const own = cloudFormation
            .stacks()
            .filter((stack) => stack.home.accountId === home.accountId && stack.home.region === home.region);
          return { Stacks: { member: own.map(describe) } };
        }
        const stack = cloudFormation.stack(home, name);
        if (stack === undefined)
          throw new AwsError('ValidationError', `Stack with id ${name} does not exist`);
        return { Stacks: { member: [describe(stack)] } };
      },
    },
  });
}

function describe(stack: Stack): Readonly<Record<string, unknown>> {
  return {
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: stack.createdAt.toISOString(),
    StackStatus: stack.status,
    Outputs: {
      member: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    },
  };
}
