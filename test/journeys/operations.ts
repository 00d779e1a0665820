import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { DeleteBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { administratorOf, type UserCaller } from '@pinpoint-tenant-router/local-aws/accounts';
import type { LiveResource } from '@pinpoint-tenant-router/local-aws/templates';
import { expect } from 'vitest';
import type { LocalSystem } from '../../infra/local/system/local-system.ts';
import { MANAGEMENT_STACK_NAME } from '../../registrar/contract/names.ts';
import { ACME, MANAGEMENT } from '../support/parties.ts';
import { eventually } from '../support/patience.ts';
import {
  endVisibilityTimeouts,
  linesOf,
  managementResource,
  registrationQueue,
  tenantResource,
} from '../support/resources.ts';
import type { Journey } from './journey.ts';
import { grantedAccounts, itemOf } from './registration.ts';

/** What an operator relies on when something goes wrong. */
export const operationJourneys: readonly Journey[] = [
  {
    title: 'the agent and the registrar log what they did',
    async run(system) {
      const before = [linesOf(system, 'AgentLogs', ACME).length, linesOf(system, 'RegistrarLogs').length];
      announce(system);
      await eventually(() => {
        const agent = linesOf(system, 'AgentLogs', ACME).slice(before[0]);
        expect(agent.join()).toContain('Announced the tenant');
        expect(linesOf(system, 'RegistrarLogs').slice(before[1]).join()).toContain('RegistrationApplied');
      });
    },
  },
  {
    title: 'a registration that meets a passing fault is tried again',
    async run(system) {
      const failed = () => linesOf(system, 'RegistrarLogs').filter((line) => line.includes('tried again'));
      const revision = async () => Number((await itemOf(system, ACME.tenantId))?.revision);
      const before = { failed: failed().length, revision: await revision() };
      const takeBack = system.aws.kernel.faults.inject(
        { service: 'dynamodb', operation: 'UpdateItem' },
        { kind: 'error', code: 'InternalServerError', status: 500 },
        100,
      );
      announce(system);
      try {
        await eventually(() => expect(failed().length).toBeGreaterThan(before.failed));
      } finally {
        takeBack();
      }
      await eventually(async () => {
        endVisibilityTimeouts(system);
        expect(await revision()).toBeGreaterThan(before.revision);
        expect(registrationQueue(system).peek()).toEqual([]);
      });
    },
  },
  ...[
    {
      what: 'a registration that does not reach the queue',
      operation: { service: 'sqs', operation: 'SendMessage' },
      setOff: announce,
      deadLetters: (system: LocalSystem) =>
        managementResource(system, 'AWS::SQS::Queue', 'RegistrationsUndelivered'),
    },
    {
      what: 'a reconcile message that does not reach the queue',
      operation: { service: 'sqs', operation: 'SendMessage' },
      setOff: (system: LocalSystem) =>
        runSchedule(system, managementResource(system, 'AWS::Events::Rule', 'Reconcile')),
      deadLetters: (system: LocalSystem) =>
        managementResource(system, 'AWS::SQS::Queue', 'ReconcileUndelivered'),
    },
    {
      what: 'a registration that does not reach the management account',
      operation: { service: 'events', operation: 'PutEvents', accountId: ACME.accountId },
      // Not through the agent, because the fault would hit the call to its bus.
      setOff: (system: LocalSystem) => {
        const entry = {
          Source: 'TenantRegistration',
          DetailType: 'Pinpoint Tenant Registration',
          Detail: '{}',
        };
        system.aws.eventBridge.putEvents(administrator(ACME.accountId), ACME, [entry]);
      },
      deadLetters: (system: LocalSystem) =>
        tenantResource(system, ACME, 'AWS::SQS::Queue', 'ForwardingUndelivered'),
    },
  ].map(
    ({ what, operation, setOff, deadLetters }): Journey => ({
      title: `${what} waits in its dead-letter queue`,
      async run(system) {
        const queueArn = String(deadLetters(system).state.attributes.Arn);
        const before = system.aws.sqs.peek(queueArn).length;
        const fault = { kind: 'error', code: 'ResourceNotFoundException', status: 400 } as const;
        const takeBack = system.aws.kernel.faults.inject(operation, fault);
        try {
          setOff(system);
          await eventually(() => expect(system.aws.sqs.peek(queueArn).length).toBeGreaterThan(before));
        } finally {
          takeBack();
        }
      },
    }),
  ),
  {
    title: "CloudFormation's request for the base policy is answered when the policy stands",
    async run(system) {
      const Bucket = system.outputs.EventBucketName;
      const s3 = new S3Client({ ...administratorOf(system.aws, MANAGEMENT), forcePathStyle: true });
      await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
      const resource = managementResource(system, 'Custom::EventBucketPolicy');
      const before = linesOf(system, 'BasePolicyLogs').length;
      const answer = await askAsCloudFormation(system, resource, 'Update');
      expect(answer).toMatchObject({ Status: 'SUCCESS' });
      expect(await grantedAccounts(system)).toContain(ACME.accountId);
      await eventually(() => expect(linesOf(system, 'BasePolicyLogs').length).toBeGreaterThan(before));
    },
  },
  {
    title: "the management stack has termination protection, and its outputs have this system's addresses",
    async run(system) {
      const client = new CloudFormationClient(administratorOf(system.aws, MANAGEMENT));
      const StackName = MANAGEMENT_STACK_NAME;
      const protect = (EnableTerminationProtection: boolean) =>
        client.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection }));
      const stack = async () => (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
      expect(await stack()).toMatchObject({ EnableTerminationProtection: true });
      await protect(false);
      expect(await stack()).toMatchObject({ EnableTerminationProtection: false });
      await protect(true);
      const outputs = (await stack())?.Outputs ?? [];
      const addresses = outputs.filter(({ OutputKey = '' }) =>
        /Endpoint$|^TokenUrl$|^FunctionUrl$/.test(OutputKey),
      );
      expect(addresses).toHaveLength(3);
      for (const { OutputValue } of addresses) expect(OutputValue).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
    },
  },
  {
    title: "the gateway's execution log expires, whether or not an earlier deployment left the group",
    async run(system) {
      const resource = managementResource(system, 'Custom::LogGroupRetention');
      const { accountId, region } = MANAGEMENT;
      const arn = `arn:aws:logs:${region}:${accountId}:log-group:${resource.state.physicalId}`;
      const api = managementResource(system, 'AWS::ApiGateway::RestApi').state.physicalId;
      expect(resource.state.physicalId).toBe(`API-Gateway-Execution-Logs_${api}/prod`);
      const { logs } = system.aws;
      for (const before of [() => logs.setRetention(arn, undefined), () => logs.deleteLogGroup(arn)]) {
        before();
        const lines = linesOf(system, 'ExecutionLogKeepLogs').length;
        expect(await askAsCloudFormation(system, resource, 'Update')).toMatchObject({ Status: 'SUCCESS' });
        expect(logs.group(arn).retentionDays).toBe(90);
        await eventually(() => expect(linesOf(system, 'ExecutionLogKeepLogs').length).toBeGreaterThan(lines));
      }
    },
  },
  {
    title: "CloudFormation's request to take a tenant out is answered as soon as settleSeconds says",
    async run(system) {
      const registration = tenantResource(system, ACME, 'Custom::TenantRegistration');
      const properties = { ...registration.properties, tenantId: 'nobody' };
      const answer = await askAsCloudFormation(system, { ...registration, properties }, 'Delete');
      expect(answer).toMatchObject({ Status: 'SUCCESS' });
    },
  },
];

function announce(system: LocalSystem): void {
  runSchedule(system, tenantResource(system, ACME, 'AWS::Events::Rule', 'AgentHourly'));
}

function runSchedule(system: LocalSystem, { state }: LiveResource): void {
  system.aws.eventBridge.runSchedule(String(state.attributes.Arn));
}

/** Sends a custom resource's request as CloudFormation does, and waits for its answer at a URL of its own. */
async function askAsCloudFormation(
  system: LocalSystem,
  { properties, state, type, logicalId }: LiveResource,
  RequestType: 'Update' | 'Delete',
): Promise<unknown> {
  let answer: unknown;
  const inbox = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      answer = JSON.parse(Buffer.concat(chunks).toString());
      response.end();
    });
  });
  await new Promise<void>((resolve) => inbox.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = inbox.address() as AddressInfo;
    const request = {
      RequestType,
      RequestId: crypto.randomUUID(),
      ResponseURL: `http://127.0.0.1:${port}/`,
      StackId: 'arn:aws:cloudformation:us-east-1:111111111111:stack/journey/1',
      ResourceType: type,
      LogicalResourceId: logicalId,
      PhysicalResourceId: state.physicalId,
      ResourceProperties: properties,
      OldResourceProperties: properties,
    };
    const payload = Buffer.from(JSON.stringify(request));
    const token = String(properties.ServiceToken);
    const deployer = administrator(token.split(':')[4] ?? '');
    await system.aws.lambda.invoke(deployer, token, payload, { type: 'Event' });
    await eventually(() => expect(answer).toBeDefined());
    return answer;
  } finally {
    inbox.close();
  }
}

function administrator(accountId: string): UserCaller {
  const arn = `arn:aws:iam::${accountId}:user/administrator`;
  return { kind: 'user', accountId, arn, userId: 'administrator' };
}
