import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { requestMetrics } from '../../../router/http/log/metrics.ts';
import { type AnsweredRequest, requestLine } from '../../../router/http/log/request-log.ts';
import { synthesizeManagement } from './resolved-stack.ts';

const stack = await synthesizeManagement();

interface AlarmProperties {
  readonly AlarmActions: readonly string[];
  readonly AlarmDescription: string;
  readonly MetricName?: string;
  readonly Namespace?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly Threshold: number;
}
const alarms = stack.resources<AlarmProperties>('AWS::CloudWatch::Alarm');

/** All metrics that the alarms and the dashboard ask for, as `namespace service metric`. */
function metricsAskedFor(): readonly string[] {
  const text = JSON.stringify([alarms, stack.resource('AWS::CloudWatch::Dashboard').properties]).replaceAll(
    '\\',
    '',
  );
  const graphs = text.matchAll(/"(PinpointTenantRouter)","(\w+)","service","(\w+)"/g);
  const ofAlarms = text.matchAll(
    /"Name":"service","Value":"(\w+)"}\],"MetricName":"(\w+)","Namespace":"(PinpointTenantRouter)"/g,
  );
  return [
    ...[...graphs].map(([, namespace, metric, service]) => `${namespace} ${service} ${metric}`),
    ...[...ofAlarms].map(([, service, metric, namespace]) => `${namespace} ${service} ${metric}`),
  ];
}

describe('the alarms', () => {
  it('all go to the one topic, with words for the person they wake', () => {
    const topic = stack.resource('AWS::SNS::Topic');
    expect(alarms.length).toBeGreaterThan(8);
    for (const { properties } of alarms) {
      expect(properties.AlarmActions).toEqual([topic.arn]);
      expect(properties.AlarmDescription.length).toBeGreaterThan(40);
    }
  });

  it('each link to their entry in the runbook, which has no others', () => {
    const linked = alarms.map(
      ({ properties }) => /infra\/RUNBOOK\.md#([\w-]+)$/.exec(properties.AlarmDescription)?.[1],
    );
    expect(linked).not.toContain(undefined);
    const runbook = readFileSync('infra/RUNBOOK.md', 'utf8');
    const [, section = ''] = /\n## Alarms[^\n]*\n(.*?)\n## /s.exec(runbook) ?? [];
    const entries = [...section.matchAll(/^#### (\w+)$/gm)].map(([, name = '']) => name.toLowerCase());
    expect(entries.sort()).toEqual([...new Set(linked)].sort());
  });

  it('watch every dead-letter queue', () => {
    const watched = alarms
      .filter(({ properties }) => properties.MetricName === 'ApproximateNumberOfMessagesVisible')
      .flatMap(({ properties }) => properties.Dimensions?.map(({ Value }) => Value));
    const queues = stack
      .resources('AWS::SQS::Queue')
      .filter(({ properties }) => !('VisibilityTimeout' in properties));
    expect(queues).toHaveLength(6);
    expect(watched).toHaveLength(6);
    for (const queue of queues) {
      expect(
        watched.some((name) => name === `${queue.logicalId}.QueueName`),
        queue.logicalId,
      ).toBe(true);
    }
  });

  it('go off before the bucket policy reaches 20 KB', () => {
    const { Threshold } = stack.resource<AlarmProperties>(
      'AWS::CloudWatch::Alarm',
      'MonitoringAlarmsBucketPolicySize',
    ).properties;
    expect(Threshold).toBe(16_384);
  });

  it('send an e-mail when there is an address', async () => {
    const mailed = await synthesizeManagement({ alarmEmail: 'ops@example.com' });
    expect(mailed.resource('AWS::SNS::Subscription').properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
  });
});

describe('what the router writes into its log', () => {
  const answered: AnsweredRequest = {
    requestId: 'r-1',
    tenantId: 'acme',
    action: 'SendTextMessage',
    principal: undefined,
    status: 404,
    startedAt: 0,
    endedAt: 5,
    failure: { name: 'TenantNotFoundException' },
  } as AnsweredRequest;
  const line: { _aws: ReturnType<typeof requestMetrics>['_aws']; [field: string]: unknown } = JSON.parse(
    requestLine(answered),
  );
  const [byService, byError] = line._aws.CloudWatchMetrics;

  it('has every metric that alarms and dashboard ask of it, under the same dimension', () => {
    const written = byService?.Metrics.map(({ Name }) => `${byService.Namespace} ${line.service} ${Name}`);
    const asked = metricsAskedFor().filter((metric) => metric.includes(' router '));
    expect(asked.length).toBeGreaterThan(8);
    expect(byService?.Dimensions).toEqual([['service']]);
    for (const metric of asked) expect(written).toContain(metric);
  });

  it('has a zero for each metric of the alarms while all is well, and not no data', () => {
    const well: Record<string, unknown> = JSON.parse(
      requestLine({ ...answered, status: 200, failure: undefined }),
    );
    const [asked] = [JSON.stringify(alarms.filter(({ logicalId }) => logicalId.includes('RouterFaults')))];
    const names = [...(asked?.matchAll(/"MetricName":"(\w+)"/g) ?? [])].map(([, name = '']) => name);
    expect(names.sort()).toEqual(['Faults', 'Requests']);
    expect(well).toMatchObject({ Faults: 0, Requests: 1 });
  });

  it('has the errors by name where the dashboard searches for them', () => {
    const { DashboardBody } = stack.resource<{ DashboardBody: string }>(
      'AWS::CloudWatch::Dashboard',
    ).properties;
    expect(DashboardBody).toContain(`{${byError?.Namespace},${byError?.Dimensions.flat().join(',')}}`);
  });

  it('is counted by tenant in the rule that the dashboard names', () => {
    const { RuleName } = stack.resource<{ RuleName: string }>('AWS::CloudWatch::InsightRule').properties;
    const { DashboardBody } = stack.resource<{ DashboardBody: string }>(
      'AWS::CloudWatch::Dashboard',
    ).properties;
    expect(RuleName).toMatch(/^\w+-TopTenants$/);
    expect(DashboardBody).toContain(`"insightRule":{"ruleName":"${RuleName}"`);
  });

  it('has the tenant where the rule for top tenants counts it', () => {
    const { RuleBody } = stack.resource<{ RuleBody: string }>('AWS::CloudWatch::InsightRule').properties;
    const rule = JSON.parse(RuleBody);
    expect(rule.LogGroupNames).toEqual([stack.resource('AWS::Logs::LogGroup', 'Router').logicalId]);
    const [key = ''] = rule.Contribution.Keys;
    expect(line[key.replace('$.', '')]).toBe('acme');
  });
});
