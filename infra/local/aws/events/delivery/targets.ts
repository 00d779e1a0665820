import { serviceOfArn } from '../../core/arn.ts';
import { AwsError } from '../../core/aws-error.ts';
import type { RoleCaller, ServiceCaller } from '../../core/caller.ts';
import type { Kernel } from '../../iam/kernel.ts';
import type { Sqs } from '../../sqs/sqs.ts';
import type { Rule, RuleTarget } from '../rules/rule.ts';
import { DeliveryError } from './delivery-error.ts';

/** AWS Lambda, as far as rules use it. */
export interface FunctionInvoker {
  /** @throws AwsError AccessDeniedException, ResourceNotFoundException */
  invoke(
    caller: ServiceCaller | RoleCaller,
    functionArn: string,
    payload: Buffer,
    options: { readonly type: 'Event' },
  ): unknown;
}

export interface TargetServices {
  readonly sqs: Sqs;
  /** Required for rules with a function as target. */
  readonly lambda?: FunctionInvoker;
}

/** EventBridge itself, acting for a rule. */
export function ruleCaller({ home, arn }: Rule): ServiceCaller {
  return { kind: 'service', service: EVENTS, sourceAccount: home.accountId, sourceArn: arn };
}

const EVENTS = 'events.amazonaws.com';

/**
 * The session of a target's role.
 *
 * @throws DeliveryError FAILED_TO_ASSUME_ROLE, which EventBridge does not retry
 */
export function assumeTargetRole({ iam }: Kernel, { home, arn }: Rule, roleArn: string): RoleCaller {
  try {
    const context = { 'aws:SourceAccount': home.accountId, 'aws:SourceArn': arn };
    return iam.assumeRoleAsService(EVENTS, roleArn, context);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new DeliveryError('FAILED_TO_ASSUME_ROLE', error.message, false);
  }
}

/** Sends a payload to a queue or a function. @throws AwsError, DeliveryError */
export async function sendToTarget(
  kernel: Kernel,
  { sqs, lambda }: TargetServices,
  rule: Rule,
  target: RuleTarget,
  payload: string,
): Promise<void> {
  const { arn, roleArn, sqsGroupId } = target;
  const caller = roleArn === undefined ? ruleCaller(rule) : assumeTargetRole(kernel, rule, roleArn);
  if (serviceOfArn(arn) === 'sqs') {
    await takeFault(kernel, rule, 'sqs', 'SendMessage');
    sqs.sendMessage(caller, arn, {
      body: payload,
      ...(sqsGroupId !== undefined && { groupId: sqsGroupId }),
    });
    return;
  }
  if (lambda === undefined) throw new Error(`No Lambda to invoke ${arn} with.`);
  await takeFault(kernel, rule, 'lambda', 'Invoke');
  await lambda.invoke(caller, arn, Buffer.from(payload), { type: 'Event' });
}

/** Injected faults also apply to EventBridge's own calls. */
export async function takeFault(
  { faults, clock }: Kernel,
  { home }: Rule,
  service: string,
  operation: string,
): Promise<void> {
  const fault = faults.take({ service, operation, accountId: home.accountId });
  switch (fault?.kind) {
    case undefined:
      return;
    case 'delay':
      await new Promise<void>((resolve) => clock.after(fault.milliseconds, resolve));
      return;
    case 'error':
      throw new AwsError(fault.code, fault.message ?? 'Injected fault.', { status: fault.status });
    case 'reset':
      throw new DeliveryError('CONNECTION_FAILURE', 'The connection was reset.', true);
  }
}
