import { describe, expect, it } from 'vitest';
import { MANAGEMENT_STACK_NAME } from '../../../../registrar/contract/names.ts';
import { MANAGEMENT } from '../../../support/parties.ts';
import { becomeOperator, OPERATOR_ARN, runbookPolicy, withoutAction } from '../operator-role.ts';
import { messages, system } from './messages-rig.ts';

export function theOperator(): void {
  describe('an operator', () => {
    const period = ['--from', '2026-01-01', '--to', '2100-01-01', '--yes'];

    it.each<[string, readonly string[]]>([
      ['cloudformation:DescribeStacks', ['status', 'acme', 'x']],
      ['dynamodb:GetItem', ['status', 'acme', 'x']],
      ['dynamodb:BatchGetItem', ['status', 'acme', 'x']],
      ['dynamodb:Scan', ['tail']],
      ['dynamodb:Query', ['tail', 'acme']],
      ['s3:ListBucket', ['replay', ...period]],
      ['sqs:GetQueueAttributes', ['replay', ...period]],
      ['sqs:SendMessage', ['replay', ...period]],
    ])('without %s is told so by %j', async (action, argv) => {
      becomeOperator(system(), withoutAction(runbookPolicy(system(), 'messages'), action));
      const done = await messages(argv);
      expect(done).toMatchObject({ code: 1, errors: expect.stringContaining('You lack a permission') });
      expect(done.errors).toContain(action);
    });

    it('needs what the runbook says for all of these commands, and nothing else', () => {
      const { iam } = system().aws.kernel;
      becomeOperator(system(), runbookPolicy(system(), 'messages'));
      expect(iam.usage.unused.filter(({ roleArn }) => roleArn === OPERATOR_ARN)).toEqual([]);
    });

    it('of a stack of an earlier revision is told to deploy it again', async () => {
      const stack = system().aws.cloudFormation.stack(MANAGEMENT, MANAGEMENT_STACK_NAME);
      if (stack === undefined) throw new Error('There is no stack.');
      const { MessageRetentionDays: _, ...earlier } = stack.outputs;
      stack.outputs = earlier;
      expect(await messages(['tail'])).toMatchObject({
        code: 2,
        errors: expect.stringContaining('Deploy it again from this revision'),
      });
    });

    it('of a deployment that keeps nothing is told so', async () => {
      await system().deployManagement({ context: { messageRetentionDays: '0' } });
      becomeOperator(system(), withoutAction(runbookPolicy(system(), 'tenants'), 'none'));
      for (const argv of [['status', 'acme', 'x'], ['tail'], ['replay', ...period]])
        expect(await messages(argv)).toMatchObject({
          code: 5,
          errors: expect.stringContaining('messageRetentionDays=0'),
        });
    });
  });
}
