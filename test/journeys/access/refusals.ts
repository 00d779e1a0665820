import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import {
  administratorOf,
  type RoleCaller,
  type ServiceCaller,
} from '@pinpoint-tenant-router/local-aws/accounts';
import { expect } from 'vitest';
import type { LocalSystem, LocalTenant } from '../../../infra/local/system/local-system.ts';
import { ACCESS_ROLE_NAME, ROUTER_ROLE_NAME } from '../../../registrar/contract/names.ts';
import { call } from '../../support/api.ts';
import { ACME, MANAGEMENT, roleSession, STRANGER } from '../../support/parties.ts';
import { managementResource, tenantResource } from '../../support/resources.ts';
import type { Journey } from '../journey.ts';

const ACCESS_ROLE_ARN = `arn:aws:iam::${ACME.accountId}:role/${ACCESS_ROLE_NAME}`;
const ROUTER_ROLE_ARN = `arn:aws:iam::${MANAGEMENT.accountId}:role/${ROUTER_ROLE_NAME}`;

/** Requests that must be denied, each beside the same request in its allowed form. */
export const refusalJourneys: readonly Journey[] = [
  {
    title: "a tenant's access role is for the router alone, and for this tenant",
    async run(system) {
      const router = sessionOf(system, 'lambda.amazonaws.com', ROUTER_ROLE_ARN);
      await assumeRole(system, router, ACCESS_ROLE_ARN, 'acme');
      const refused = [
        [router, 'globex'],
        [router, undefined],
        [auditor(system), 'acme'],
      ] as const;
      for (const [caller, externalId] of refused)
        await expect(assumeRole(system, caller, ACCESS_ROLE_ARN, externalId)).rejects.toMatchObject({
          name: 'AccessDenied',
        });
    },
  },
  {
    title: 'the router assumes no role outside the organization, even one that trusts it',
    async run(system) {
      const { iam } = system.aws.kernel;
      const lure = `arn:aws:iam::${STRANGER.accountId}:role/${ACCESS_ROLE_NAME}`;
      if (!iam.hasRole(lure))
        iam.createRole(STRANGER.accountId, {
          roleName: ACCESS_ROLE_NAME,
          assumeRolePolicy: {
            Version: '2012-10-17',
            Statement: {
              Effect: 'Allow',
              Principal: { AWS: `arn:aws:iam::${MANAGEMENT.accountId}:root` },
              Action: 'sts:AssumeRole',
            },
          },
        });
      await assumeRole(system, auditor(system), lure);
      const router = sessionOf(system, 'lambda.amazonaws.com', ROUTER_ROLE_ARN);
      await expect(assumeRole(system, router, lure)).rejects.toMatchObject({ name: 'AccessDenied' });
    },
  },
  {
    title: "only a developer named at the deployment assumes the router's role",
    async run(system) {
      const sts = new STSClient(administratorOf(system.aws, MANAGEMENT));
      await sts.send(new AssumeRoleCommand({ RoleArn: ROUTER_ROLE_ARN, RoleSessionName: 'developer' }));
      await expect(assumeRole(system, auditor(system), ROUTER_ROLE_ARN)).rejects.toMatchObject({
        name: 'AccessDenied',
      });
    },
  },
  {
    title: 'services act with the roles of a tenant for its own resources only',
    async run(system) {
      for (const { part, service, own, others } of SERVICE_ROLES) {
        const arn = String(tenantResource(system, ACME, 'AWS::IAM::Role', part).state.attributes.Arn);
        expect(() => sessionOf(system, service, arn, own)).not.toThrow();
        for (const other of others)
          expect(
            () => sessionOf(system, service, arn, other),
            `${part} for ${JSON.stringify(other)}`,
          ).toThrow('AssumeRole');
      }
    },
  },
  {
    title: 'the tenant agent puts registrations on its bus and nothing else',
    async run(system) {
      const { state } = tenantResource(system, ACME, 'AWS::IAM::Role', 'Agent');
      const agent = sessionOf(system, 'lambda.amazonaws.com', String(state.attributes.Arn));
      const client = new EventBridgeClient({
        ...administratorOf(system.aws, MANAGEMENT),
        region: ACME.region,
        credentials: system.aws.kernel.iam.keys.issue(agent),
      });
      const put = (Source: string, DetailType: string) =>
        client.send(new PutEventsCommand({ Entries: [{ Source, DetailType, Detail: '{}' }] }));
      await put('TenantRegistration', 'Pinpoint Tenant Registration');
      for (const [source, detailType] of [
        ['Somebody', 'Pinpoint Tenant Registration'],
        ['TenantRegistration', 'Something'],
      ] as const)
        await expect(put(source, detailType)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    },
  },
  {
    title: 'EventBridge fills the queues for the rules of the stacks alone',
    async run(system) {
      const foreign = ruleOf('555555555555');
      const queues = [
        ...[
          'RegistrationQueue',
          'RegistrationsUndelivered',
          'ReconcileUndelivered',
          'ServiceEventsNewsQueue',
          'ServiceEventsNewsDeadLetters',
        ].map((part) => managementResource(system, 'AWS::SQS::Queue', part)),
        tenantResource(system, ACME, 'AWS::SQS::Queue', 'ForwardingUndelivered'),
      ];
      for (const { state, logicalId } of queues) {
        const send = () =>
          system.aws.sqs.sendMessage(foreign, String(state.attributes.Arn), { body: '{}', groupId: 'any' });
        expect(send, logicalId).toThrow('not authorized to perform: sqs:SendMessage');
      }
    },
  },
  {
    title: 'functions run for their own gateway and their own schedule alone',
    async run(system) {
      const { accountId, region } = MANAGEMENT;
      const foreignApi = `arn:aws:execute-api:${region}:${accountId}:otherapi00/prod/POST/{tenantId}/{action}`;
      const gateway = service('apigateway.amazonaws.com', accountId, foreignApi);
      const router = managementResource(system, 'AWS::Lambda::Function', 'Router');
      const agent = tenantResource(system, ACME, 'AWS::Lambda::Function', 'Agent');
      for (const [caller, { state, logicalId }] of [
        [gateway, router],
        [ruleOf('555555555555'), agent],
      ] as const)
        expect(
          () => system.aws.lambda.authorize(caller, 'lambda:InvokeFunction', String(state.attributes.Arn)),
          logicalId,
        ).toThrow('not authorized to perform: lambda:InvokeFunction');
    },
  },
  {
    title: 'the buckets cannot be made public, not even by the administrator',
    async run(system) {
      const s3 = new S3Client({ ...administratorOf(system.aws, MANAGEMENT), forcePathStyle: true });
      for (const part of ['EventBucketEvents', 'EventBucketAccessLogs']) {
        const Bucket = managementResource(system, 'AWS::S3::Bucket', part).state.physicalId;
        const Policy = JSON.stringify({
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Principal: '*',
            Action: 's3:GetObject',
            Resource: `arn:aws:s3:::${Bucket}/*`,
          },
        });
        await expect(s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))).rejects.toMatchObject({
          name: 'AccessDenied',
        });
      }
    },
  },
  {
    title:
      "a caller gives new destinations the stack's event roles, for End User Messaging, and no other role",
    async run(system) {
      await call(system, 'acme/CreateConfigurationSet', { ConfigurationSetName: 'Journey' });
      try {
        expect((await addLogDestination(system, eventRole(system, 'Logs'))).status).toBe(200);
        expect((await addFirehoseDestination(system)).status).toBe(200);
        expect(await addLogDestination(system, ACCESS_ROLE_ARN)).toMatchObject({
          status: 403,
          body: { error: { name: 'AccessDeniedException' } },
        });
      } finally {
        await call(system, 'acme/DeleteConfigurationSet', { ConfigurationSetName: 'Journey' });
      }
      const { iam } = system.aws.kernel;
      const caller = iam.openSession(iam.role(ACCESS_ROLE_ARN), 'probe', Date.now() + 60_000);
      const resource = eventRole(system, 'Logs');
      const context = { 'iam:PassedToService': 'lambda.amazonaws.com' };
      expect(() =>
        iam.authorize({
          caller,
          resource,
          context,
          action: 'iam:PassRole',
          resourceAccountId: ACME.accountId,
        }),
      ).toThrow('iam:PassRole');
    },
  },
];

const ANY_SET = setOf(ACME, 'Any');

const sourceOf = (accountId: string, arn: string) => ({
  'aws:SourceAccount': accountId,
  'aws:SourceArn': arn,
});

/**
 * What a service passes when it assumes a tenant's role: for the tenant's own resource, and for one that it must not.
 */
const SERVICE_ROLES: readonly {
  part: string;
  service: string;
  own: Readonly<Record<string, string>>;
  others: readonly Readonly<Record<string, string>>[];
}[] = [
  {
    part: 'EventDelivery',
    service: 'firehose.amazonaws.com',
    own: { 'sts:ExternalId': ACME.accountId },
    others: [{ 'sts:ExternalId': STRANGER.accountId }, {}],
  },
  {
    part: 'Forwarding',
    service: 'events.amazonaws.com',
    own: sourceOf(ACME.accountId, ruleArn(ACME.accountId)),
    others: [sourceOf(STRANGER.accountId, ruleArn(ACME.accountId))],
  },
  ...['MessagingLogs', 'MessagingFirehose'].map((part) => ({
    part,
    service: 'sms-voice.amazonaws.com',
    own: sourceOf(ACME.accountId, ANY_SET),
    others: [
      sourceOf(STRANGER.accountId, ANY_SET),
      sourceOf(ACME.accountId, setOf({ ...ACME, accountId: STRANGER.accountId }, 'Any')),
    ],
  })),
];

function setOf({ accountId, region }: LocalTenant, name: string): string {
  return `arn:aws:sms-voice:${region}:${accountId}:configuration-set/${name}`;
}

function ruleArn(accountId: string): string {
  return `arn:aws:events:us-east-1:${accountId}:rule/any`;
}

function ruleOf(accountId: string): ServiceCaller {
  return service('events.amazonaws.com', accountId, ruleArn(accountId));
}

function service(name: string, sourceAccount: string, sourceArn: string): ServiceCaller {
  return { kind: 'service', service: name, sourceAccount, sourceArn };
}

function sessionOf(
  system: LocalSystem,
  serviceName: string,
  roleArn: string,
  context: Readonly<Record<string, string>> = {},
): RoleCaller {
  return system.aws.kernel.iam.assumeRoleAsService(serviceName, roleArn, context);
}

/** A user of the management account whose own policy allows assuming any role. */
function auditor(system: LocalSystem): RoleCaller {
  return roleSession(system, MANAGEMENT.accountId, 'Auditor', ['sts:AssumeRole']);
}

async function assumeRole(
  system: LocalSystem,
  caller: RoleCaller,
  RoleArn: string,
  ExternalId?: string,
): Promise<void> {
  const { url: endpoint, kernel } = system.aws;
  const { region } = MANAGEMENT;
  const sts = new STSClient({ endpoint, region, credentials: kernel.iam.keys.issue(caller) });
  await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'journey', ExternalId }));
}

function eventRole(system: LocalSystem, part: 'Logs' | 'Firehose'): string {
  return String(tenantResource(system, ACME, 'AWS::IAM::Role', `Messaging${part}`).state.attributes.Arn);
}

function addLogDestination(system: LocalSystem, IamRoleArn: string) {
  const group = tenantResource(system, ACME, 'AWS::Logs::LogGroup', 'MessagingEvents');
  return call(system, 'acme/CreateEventDestination', {
    ConfigurationSetName: 'Journey',
    EventDestinationName: `Logs-${Date.now()}`,
    MatchingEventTypes: ['TEXT_DELIVERED'],
    CloudWatchLogsDestination: { IamRoleArn, LogGroupArn: group.state.attributes.Arn },
  });
}

function addFirehoseDestination(system: LocalSystem) {
  const stream = tenantResource(system, ACME, 'AWS::KinesisFirehose::DeliveryStream');
  return call(system, 'acme/CreateEventDestination', {
    ConfigurationSetName: 'Journey',
    EventDestinationName: 'Firehose',
    MatchingEventTypes: ['TEXT_DELIVERED'],
    KinesisFirehoseDestination: {
      IamRoleArn: eventRole(system, 'Firehose'),
      DeliveryStreamArn: stream.state.attributes.Arn,
    },
  });
}
