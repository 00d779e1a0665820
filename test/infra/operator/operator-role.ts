import { readFileSync } from 'node:fs';
import type { PolicyDocument, Statement } from '@pinpoint-tenant-router/local-aws/decisions';
import type { LocalSystem } from '../../../infra/local/system/local-system.ts';
import { MANAGEMENT, NEWCOMER } from '../../support/parties.ts';

export const OPERATOR_ARN = `arn:aws:iam::${MANAGEMENT.accountId}:role/Operator`;

/** The role of the tenants' accounts that the runbook's policy names. */
export const TENANT_ROLE = 'OrganizationAccountAccessRole';

const VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_ENDPOINT_URL',
  'AWS_REGION',
  'AWS_PROFILE',
] as const;

const before = VARIABLES.map((name) => [name, process.env[name]] as const);

/** A role without permissions yet, since the runbook's policy names what is deployed only now. */
export function createOperator(system: LocalSystem): void {
  system.aws.kernel.iam.createRole(MANAGEMENT.accountId, {
    roleName: 'Operator',
    assumeRolePolicy: trusting({ Service: 'ec2.amazonaws.com' }),
  });
}

/** The permissions that the runbook says operators need for one of their commands. */
export function runbookPolicy({ outputs }: LocalSystem, command: 'tenants' | 'messages'): PolicyDocument {
  const runbook = readFileSync('infra/RUNBOOK.md', 'utf8');
  const [, section = ''] = /## What an operator may do([\s\S]*?)\n## /.exec(runbook) ?? [];
  const policies = [...section.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  const text = policies[command === 'tenants' ? 0 : 1] ?? '';
  const queueArn = (output: string) =>
    `arn:aws:sqs:${MANAGEMENT.region}:${MANAGEMENT.accountId}:${outputs[output]?.split('/').at(-1)}`;
  return JSON.parse(
    text
      .replace('<UserPoolId>', outputs.UserPoolId ?? '')
      .replaceAll(/<ARN of (\w+)>/g, (_, output: string) => queueArn(output)),
  );
}

/** The same policy without an action, in whichever statement it is. */
export function withoutAction(policy: PolicyDocument, action: string): PolicyDocument {
  const statements = [policy.Statement].flat().map((statement) => ({
    ...statement,
    Action: [statement.Action ?? []].flat().filter((each) => each !== action),
  }));
  return { ...policy, Statement: statements.filter(({ Action }) => Action.length > 0) };
}

/** Gives the operator's role a policy, and this process the credentials of its session, as a shell would. */
export function becomeOperator(system: LocalSystem, policy: PolicyDocument): void {
  const { iam } = system.aws.kernel;
  iam.putRolePolicy(OPERATOR_ARN, 'Operator', policy);
  const session = iam.keys.issue(iam.assumeRoleAsService('ec2.amazonaws.com', OPERATOR_ARN));
  process.env.AWS_ACCESS_KEY_ID = session.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = session.secretAccessKey;
  process.env.AWS_SESSION_TOKEN = session.sessionToken;
  process.env.AWS_ENDPOINT_URL = system.aws.url;
  process.env.AWS_REGION = MANAGEMENT.region;
  delete process.env.AWS_PROFILE;
}

export function restoreShell(): void {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** What Organizations creates in a new account, as far as `doctor` needs it. */
export function createTenantRole(system: LocalSystem): void {
  system.aws.kernel.iam.createRole(NEWCOMER.accountId, {
    roleName: TENANT_ROLE,
    assumeRolePolicy: trusting({ AWS: `arn:aws:iam::${MANAGEMENT.accountId}:root` }),
    policies: {
      Own: {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 'sms-voice:DescribePhoneNumbers', Resource: '*' },
      },
    },
  });
}

function trusting(Principal: NonNullable<Statement['Principal']>): PolicyDocument {
  return { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' } };
}
