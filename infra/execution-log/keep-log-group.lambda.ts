import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  PutRetentionPolicyCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { answerCustomResource, type CustomResourceRequest } from '../../registrar/runtime/custom-resource.ts';
import { untilRoleIsKnown } from '../../registrar/runtime/new-role.ts';

const PropertiesSchema = v.object({
  logGroupName: v.string(),
  // CloudFormation passes every property as a string.
  retentionDays: v.pipe(v.string(), v.transform(Number), v.integer()),
});

const logs = new CloudWatchLogsClient();

/**
 * Lambda entry for CloudFormation's requests. Sets a log group's retention, and creates the group when it is missing:
 * `AWS::Logs::LogGroup` cannot adopt an existing group. The group outlives the resource, and its lines expire.
 */
export async function handler(request: CustomResourceRequest, context: Context): Promise<void> {
  await answerCustomResource(
    request,
    async (signal) => {
      const { logGroupName, retentionDays } = v.parse(PropertiesSchema, request.ResourceProperties);
      if (request.RequestType !== 'Delete')
        await untilRoleIsKnown(() => keepFor(logGroupName, retentionDays), signal);
      return { physicalResourceId: logGroupName };
    },
    {
      remainingMilliseconds: () => context.getRemainingTimeInMillis(),
      physicalResourceIdOnFailure: 'log-group',
    },
  );
}

async function keepFor(logGroupName: string, retentionInDays: number): Promise<void> {
  try {
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  }
  await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
}
