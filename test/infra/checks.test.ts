import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnResource } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { createApp, createStack } from '../../infra/app.ts';
import type { Context } from '../../infra/context/read-context.ts';
import { MANAGEMENT_STACK_NAME, TENANT_STACK_NAME } from '../../registrar/contract/names.ts';
import { inTemporaryDirectory, MANAGEMENT_CONTEXT, TENANT_CONTEXT } from './templates/resolved-stack.ts';

// cdk-nag reads deprecated properties of every resource, and the construct library warns of each.
process.env.JSII_DEPRECATED = 'quiet';

const EVERYTHING: Context = {
  ...MANAGEMENT_CONTEXT,
  apiTempPassword: 'Abcdefg1!',
  apiHostName: 'sms.example.com',
  parentHostedZoneId: 'Z0123456789ABC',
  crossAccountZoneDelegationRoleArn: 'arn:aws:iam::444444444444:role/ZoneDelegation',
  authCertificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/0a1b2c3d',
  developerPrincipalArns: 'arn:aws:iam::444444444444:role/Developer',
  functionUrlCallerArns: 'arn:aws:iam::555555555555:role/services/Notifier',
  webAclArn: 'arn:aws:wafv2:us-east-1:111111111111:regional/webacl/api/0a1b2c3d',
  alarmEmail: 'ops@example.com',
};

// Each synthesis evaluates some 1,500 rules.
describe('cdk-nag and the validation of CloudFormation', { timeout: 120_000 }, () => {
  it.each<[string, Context, Context]>([
    ['the stacks with the least context', MANAGEMENT_CONTEXT, TENANT_CONTEXT],
    [
      'the stacks with all they can have',
      EVERYTHING,
      { ...TENANT_CONTEXT, accessRolePermissions: 'allowlist' },
    ],
  ])('have no finding that is not acknowledged in %s', (_, management, tenant) => {
    inTemporaryDirectory((outdir) => {
      const app = createApp({ outdir, checks: true });
      createStack(app, MANAGEMENT_STACK_NAME, management);
      createStack(app, TENANT_STACK_NAME, tenant);
      app.synth();
      expect(findings(outdir)).toEqual({});
    });
  });

  it('each stop a synthesis: for an open bucket, and for a property that CloudFormation would refuse', () => {
    inTemporaryDirectory((outdir) => {
      const app = createApp({ outdir, checks: true });
      const stack = createStack(app, TENANT_STACK_NAME, TENANT_CONTEXT);
      new Bucket(stack, 'Open');
      new CfnResource(stack, 'Wrong', { type: 'AWS::SQS::Queue', properties: { VisibilityTimeout: 'long' } });
      expect(() => app.synth()).toThrow('does not require requests to use SSL');
      expect(findings(outdir)).toEqual({
        AwsSolutions: expect.arrayContaining(['AwsSolutions-S1', 'AwsSolutions-S10']),
        'CloudFormation Validate': ['F3012'],
      });
    });
  });
});

/** The rules that were broken, by the check that found it. */
function findings(outdir: string): Readonly<Record<string, readonly string[]>> {
  const report: Report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  return Object.fromEntries(
    report.pluginReports.map(({ pluginName, violations }) => [
      pluginName,
      violations.map(({ ruleName }) => ruleName),
    ]),
  );
}

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly { readonly ruleName: string }[];
  }[];
}
