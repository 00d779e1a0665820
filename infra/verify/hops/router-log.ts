import { randomUUID } from 'node:crypto';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { poll } from '../../access/poll.ts';
import { broken, type Check, ok } from '../check.ts';
import { callApi, describeAnswer } from '../requests/api.ts';
import { functionWithRole } from '../requests/aws.ts';

export const routerLog: Check = {
  hop: "Router's log line",
  proves: "Lambda does not change the router's line: CloudWatch finds the metrics at its root",
  advice:
    "Look at the function's logging configuration (JSON, its own log group) and at its role's statement WriteLogs.",
  async run(context) {
    const { deployment, findings } = context;
    const { management } = deployment;
    const { RouterRoleArn } = findings.get('outputs');
    const router = await functionWithRole(new LambdaClient(management), RouterRoleArn);
    const logGroupName = router?.LoggingConfig?.LogGroup;
    if (logGroupName === undefined) return broken('No function has the role of the output RouterRoleArn.');
    const tenantId = `nobody-${randomUUID()}`;
    const answer = await callApi(context, { action: 'DescribePhoneNumbers', tenantId });
    // The gateway's own refusals do not reach the router's log.
    if (answer.error.name !== 'TenantNotFoundException') return broken(describeAnswer(answer));
    const logs = new CloudWatchLogsClient(management);
    const filter = { logGroupName, filterPattern: `"${String(answer.body.requestId)}" "${tenantId}"` };
    const line = await poll(deployment, deployment.eventSlackSeconds, async () => {
      // A page without events may be followed by others.
      for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, filter))
        if (events[0]?.message !== undefined) return events[0].message;
      return undefined;
    });
    if (line === undefined) return broken(`No line of the request within ${deployment.eventSlackSeconds} s.`);
    if (!hasMetrics(line, tenantId))
      return broken('The metrics or the tenant are missing at the root of the line.');
    return ok('the metrics and the tenant are at its root');
  },
};

function hasMetrics(line: string, tenantId: string): boolean {
  try {
    const fields = JSON.parse(line) as Readonly<Record<string, unknown>>;
    return typeof fields._aws === 'object' && fields.tenantId === tenantId;
  } catch {
    return false;
  }
}
