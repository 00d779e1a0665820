import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ORGANIZATION_ID } from '../accounts.ts';
import type { LocalAws } from '../local-aws.ts';
import { acme, createSink, management, putEvent, startEvents, stranger } from './buses.rig.ts';

let aws: LocalAws;
let sink: ReturnType<typeof createSink>;

beforeAll(async () => {
  ({ aws } = await startEvents());
  sink = createSink(aws, management);
});
afterAll(() => aws.stop());

function deploy(stackName: string, Resources: object, Outputs: object = {}) {
  const { accountId, region } = management;
  const template = { Resources, Outputs } as Parameters<typeof aws.cloudFormation.deploy>[0]['template'];
  return aws.cloudFormation.deploy({ home: { accountId, region }, stackName, template, assets: new Map() });
}

function busTemplate(name: string, rule: object = {}) {
  const arn = { 'Fn::GetAtt': ['Bus', 'Arn'] };
  return {
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: name } },
    Statement: {
      Type: 'AWS::Events::EventBusPolicy',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        StatementId: 'Organization',
        Statement: {
          Effect: 'Allow',
          Principal: '*',
          Action: 'events:PutEvents',
          Resource: arn,
          Condition: { StringEquals: { 'aws:PrincipalOrgID': LOCAL_ORGANIZATION_ID } },
        },
      },
    },
    Short: {
      Type: 'AWS::Events::EventBusPolicy',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        StatementId: 'Stranger',
        Action: 'events:PutEvents',
        Principal: stranger.accountId,
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['TenantRegistration'] },
        Targets: [{ Id: 'sink', Arn: sink.arn }],
        ...rule,
      },
    },
  };
}

const OUTPUTS = {
  Bus: { Value: { Ref: 'Bus' } },
  BusArn: { Value: { 'Fn::GetAtt': ['Bus', 'Arn'] } },
  Rule: { Value: { Ref: 'Rule' } },
  RuleArn: { Value: { 'Fn::GetAtt': ['Rule', 'Arn'] } },
};

describe('the CloudFormation types of EventBridge', () => {
  it('create a bus that admits the principals of its policies, and a rule that delivers', async () => {
    const outputs = await deploy('made', busTemplate('made'), OUTPUTS);
    const { Bus, BusArn = '', Rule = '', RuleArn } = outputs;
    expect(Bus).toBe('made');
    expect(Rule).toMatch(/^made\|made-Rule-/);
    expect(RuleArn).toBe(`arn:aws:events:us-east-1:${management.accountId}:rule/${Rule.replace('|', '/')}`);
    const before = sink.events().length;
    for (const account of [acme, stranger]) await putEvent(aws, account, { EventBusName: BusArn });
    expect(sink.events().length - before).toBe(2);
  });

  it('change a rule in place, and delete everything with the stack', async () => {
    const { RuleArn, BusArn = '' } = await deploy('changed', busTemplate('changed'), OUTPUTS);
    const disabled = await deploy('changed', busTemplate('changed', { State: 'DISABLED' }), OUTPUTS);
    expect(disabled.RuleArn).toBe(RuleArn);
    const before = sink.events().length;
    await putEvent(aws, acme, { EventBusName: BusArn });
    expect(sink.events()).toHaveLength(before);
    await aws.cloudFormation.destroy(management, 'changed');
    expect(aws.eventBridge.findEventBus(BusArn)).toBeUndefined();
  });

  it('take a bus’s policy from its own property as well', async () => {
    const Policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Acme',
          Effect: 'Allow',
          Principal: { AWS: acme.accountId },
          Action: 'events:PutEvents',
          Resource: `arn:aws:events:us-east-1:${management.accountId}:event-bus/own`,
        },
      ],
    };
    const bus = (properties: object) => ({
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'own', ...properties } },
    });
    const { Arn = '' } = await deploy('own', bus({ Policy }), { Arn: OUTPUTS.BusArn });
    expect((await putEvent(aws, acme, { EventBusName: Arn }))?.EventId).toBeDefined();
    await deploy('own', bus({}), { Arn: OUTPUTS.BusArn });
    await expect(putEvent(aws, acme, { EventBusName: Arn })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('refuse what is not simulated, by name', async () => {
    const target = { Id: 'sink', Arn: sink.arn, InputPath: '$.detail' };
    await expect(deploy('path', busTemplate('path', { Targets: [target] }))).rejects.toThrow('InputPath');
    const topic = { Id: 'topic', Arn: 'arn:aws:sns:us-east-1:111111111111:topic' };
    await expect(deploy('topic', busTemplate('topic', { Targets: [topic] }))).rejects.toThrow(
      'does not simulate',
    );
  });
});
