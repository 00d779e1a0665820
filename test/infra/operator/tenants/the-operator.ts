import { describe, expect, it } from 'vitest';
import { itemOf } from '../../../journeys/registration.ts';
import {
  becomeOperator,
  OPERATOR_ARN,
  restoreShell,
  runbookPolicy,
  withoutAction,
} from '../operator-role.ts';
import { at, system, tenants } from './tenants-rig.ts';

export function theOperator(): void {
  describe('an operator', () => {
    it.each<[string, readonly string[]]>([
      ['cloudformation:DescribeStacks', ['list']],
      ['dynamodb:Scan', ['list']],
      ['dynamodb:UpdateItem', ['suspend', 'acme', '--reason', 'x', '--yes']],
      ['cognito-idp:CreateUserPoolClient', ['new-client', 'acme', '--access', 'read']],
      ['sqs:SendMessage', ['reconcile']],
      ['sqs:ReceiveMessage', ['dead-letters']],
      ['s3:GetBucketPolicy', ['doctor']],
    ])('without %s is told so by %j, and nothing changes', async (action, argv) => {
      becomeOperator(system(), withoutAction(runbookPolicy(system(), 'tenants'), action));
      const before = await itemOf(system(), 'acme');
      const done = await tenants(...argv);
      expect(done).toMatchObject({ code: 1, errors: expect.stringContaining('You lack a permission') });
      expect(done.errors).toContain(action);
      expect(await itemOf(system(), 'acme')).toEqual(before);
    });

    it('needs what the runbook says for all of these commands, and nothing else', () => {
      const { iam } = system().aws.kernel;
      becomeOperator(system(), runbookPolicy(system(), 'tenants'));
      expect(iam.usage.unused.filter(({ roleArn }) => roleArn === OPERATOR_ARN)).toEqual([]);
    });

    it('is told what is missing before anything begins', async () => {
      expect(await at(undefined, ['list', '--local'], { LOCAL_AWS_PORT: '1' })).toMatchObject({
        code: 2,
        errors: expect.stringContaining('No local system answers'),
      });
      expect(await tenants('list', '--local', '--profile', 'x')).toMatchObject({ code: 2 });
      expect(await tenants('list', '--region', 'eu-north-1')).toMatchObject({ code: expect.any(Number) });
      expect(await tenants('lst')).toMatchObject({
        code: 2,
        errors: expect.stringContaining('Did you mean list?'),
      });
      expect(await tenants('--help')).toMatchObject({
        code: 0,
        text: expect.stringContaining('rotate-secret'),
      });
    });

    it('of the running local system needs no credentials', async () => {
      restoreShell();
      const local = { LOCAL_AWS_PORT: new URL(system().aws.url).port };
      const done = await at(undefined, ['doctor', '--local'], local);
      // The local administrator may not assume the router's role in this deployment.
      expect(done).toMatchObject({ code: 0, text: expect.stringContaining('Not checked: roles') });
      expect(await at(undefined, ['show', 'acme', '--local'], local)).toMatchObject({ code: 0 });
    });
  });
}
