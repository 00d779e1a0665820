import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Context } from 'aws-lambda';
import { NAME_GUARD_TYPE } from '../registrar/contract/names.ts';
import { isTenantId } from '../registrar/contract/tenant-id.ts';
import {
  answerCustomResource,
  type CustomResourceRequest,
  isCustomResourceRequest,
} from '../registrar/runtime/custom-resource.ts';
import { writeLogLine } from '../registrar/runtime/log-line.ts';
import { onSchedule, onStackChange } from './agent.ts';
import { type Announcement, physicalIdOf, tenantOf } from './announcement.ts';
import { parseAgentConfig } from './config.ts';
import { guardName } from './name-guard.ts';
import { createPublish } from './publish.ts';

const config = parseAgentConfig(process.env);
const putEvent = createPublish(new EventBridgeClient(), sleep);

/** The hourly rule's message, as `announceMessage` writes it. */
interface AnnounceMessage {
  readonly announce: string;
}

/**
 * Lambda entry for CloudFormation's requests and the hourly rule's message. Both name the tenant. The function's
 * environment does not, so that a deployment with a wrong name changes nothing before the guard refuses it.
 */
export async function handler(
  event: CustomResourceRequest | AnnounceMessage,
  context: Context,
): Promise<void> {
  const [, , , region = '', accountId = ''] = context.invokedFunctionArn.split(':');
  const remainingMilliseconds = () => context.getRemainingTimeInMillis();
  const dependencies = {
    home: { accountId, region, deliveryStreamRoleArn: config.deliveryStreamRoleArn },
    settleSeconds: config.settleSeconds,
    publish,
    sleep,
    remainingMilliseconds,
    now: Date.now,
  };
  if (isCustomResourceRequest(event)) {
    const isGuard = event.ResourceType === NAME_GUARD_TYPE;
    await answerCustomResource(
      event,
      async () => (isGuard ? guardName(event) : onStackChange(event, dependencies)),
      { remainingMilliseconds, physicalResourceIdOnFailure: physicalIdOf(tenantOf(event) ?? '') },
    );
    return;
  }
  if (!isTenantId(event.announce)) {
    throw new Error('The event must be a request of CloudFormation or the message of the hourly rule.');
  }
  await onSchedule(event.announce, dependencies);
}

async function publish(announcement: Announcement): Promise<void> {
  await putEvent(announcement);
  writeLogLine('INFO', 'Announced the tenant', { ...announcement.detail });
}
