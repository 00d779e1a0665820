import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Context, ScheduledEvent } from 'aws-lambda';
import {
  answerCustomResource,
  type CustomResourceRequest,
  isCustomResourceRequest,
} from '../registrar/runtime/custom-resource.ts';
import { writeLogLine } from '../registrar/runtime/log-line.ts';
import { onSchedule, onStackChange } from './agent.ts';
import { type Announcement, physicalIdOf } from './announcement.ts';
import { parseAgentConfig } from './config.ts';
import { createPublish } from './publish.ts';

const config = parseAgentConfig(process.env);
const putEvent = createPublish(new EventBridgeClient(), sleep);

/**
 * Lambda entry: CloudFormation's requests, which name the tenant in the resource's properties, and the schedule's
 * events, which mean the tenant of `TENANT_ID`. The template sets both from one value, and CloudFormation updates
 * the function before the resource: after a rename the schedule speaks for the new name.
 */
export async function handler(
  event: CustomResourceRequest | ScheduledEvent,
  context: Context,
): Promise<void> {
  const [, , , region = '', accountId = ''] = context.invokedFunctionArn.split(':');
  const remainingMilliseconds = () => context.getRemainingTimeInMillis();
  const home = { accountId, region, deliveryStreamRoleArn: config.deliveryStreamRoleArn };
  const publish = async (announcement: Announcement) => {
    await putEvent(announcement);
    writeLogLine('INFO', 'Announced the tenant', { ...announcement.detail });
  };
  const dependencies = {
    home,
    publish,
    sleep,
    remainingMilliseconds,
    settleSeconds: config.settleSeconds,
    now: Date.now,
  };
  if (!isCustomResourceRequest(event)) {
    if (event.source !== 'aws.events')
      throw new Error('The event is neither CloudFormation’s nor a schedule’s.');
    await onSchedule(config.tenantId, dependencies);
    return;
  }
  await answerCustomResource(event, () => onStackChange(event, dependencies), {
    remainingMilliseconds,
    physicalResourceIdOnFailure: physicalIdOf(config.tenantId),
  });
}
