import { AwsError } from '../core/aws-error.ts';
import { queryService } from '../core/protocols/query-protocol.ts';
import { homeOf, type SignedRequest, type WireService } from '../core/wire-service.ts';
import type { Kernel } from '../iam/kernel.ts';
import type { CloudFormation } from './cloudformation.ts';
import type { Stack } from './stack.ts';

/** What operators' scripts need: a deployment's outputs and its termination protection. */
export function cloudFormationWire(cloudFormation: CloudFormation, { iam }: Kernel): WireService {
  return queryService({
    scope: 'cloudformation',
    namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    operations: {
      DescribeStacks(parameters, request) {
        const home = homeOf(request);
        const name = parameters.get('StackName');
        authorize(request, 'DescribeStacks', name);
        if (name === null) {
          const own = cloudFormation
            .stacks()
            .filter((stack) => stack.home.accountId === home.accountId && stack.home.region === home.region);
          return { Stacks: { member: own.map(describe) } };
        }
        return { Stacks: { member: [describe(stackOf(request, name))] } };
      },

      UpdateTerminationProtection(parameters, request) {
        const name = parameters.get('StackName') ?? '';
        authorize(request, 'UpdateTerminationProtection', name);
        const stack = stackOf(request, name);
        stack.terminationProtection = parameters.get('EnableTerminationProtection') === 'true';
        return { StackId: stack.id };
      },
    },
  });

  function authorize(request: SignedRequest, operation: string, name: string | null): void {
    const { accountId, region } = homeOf(request);
    iam.authorize({
      caller: request.caller,
      action: `cloudformation:${operation}`,
      resource: `arn:aws:cloudformation:${region}:${accountId}:stack/${name ?? '*'}/*`,
      resourceAccountId: accountId,
    });
  }

  function stackOf(request: SignedRequest, name: string): Stack {
    const stack = cloudFormation.stack(homeOf(request), name);
    if (stack === undefined) throw new AwsError('ValidationError', `Stack with id ${name} does not exist`);
    return stack;
  }
}

function describe(stack: Stack): Readonly<Record<string, unknown>> {
  return {
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: stack.createdAt.toISOString(),
    StackStatus: stack.status,
    EnableTerminationProtection: stack.terminationProtection,
    Outputs: {
      member: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    },
  };
}
