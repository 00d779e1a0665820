import { ArnFormat, CustomResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import type { CfnRestApi, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { NodeFunction } from '../functions/node-function.ts';

export interface ExecutionLogProps {
  readonly api: RestApi;
  readonly stageName: string;
}

/**
 * Sets the retention of the log group that API Gateway creates for the stage's execution log and would keep forever. A
 * custom resource, because an earlier deployment may have left the group.
 */
export class ExecutionLog extends Construct {
  constructor(scope: Construct, id: string, { api, stageName }: ExecutionLogProps) {
    super(scope, id);
    // "Set up CloudWatch logging for REST APIs in API Gateway".
    const logGroupName = `API-Gateway-Execution-Logs_${api.restApiId}/${stageName}`;
    const keep = new NodeFunction(this, 'Keep', {
      description: "Custom resource: gives the gateway's execution log a retention",
      entry: 'infra/execution-log/keep-log-group.lambda.ts',
      timeout: Duration.seconds(60),
    });
    keep.allow(
      new PolicyStatement({
        sid: 'KeepExecutionLog',
        actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'],
        resources: [
          Stack.of(this).formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: `${logGroupName}:*`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
      }),
    );
    const apiId = Stack.of(this).resolve((api.node.defaultChild as CfnRestApi).logicalId);
    Validations.of(keep.role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:API-Gateway-Execution-Logs_<${apiId}>/${stageName}:*]`,
      reason:
        "The ARN of one log group ends so, in the form that CloudWatch Logs' actions on groups ask for.",
    });
    new CustomResource(this, 'Retention', {
      resourceType: 'Custom::LogGroupRetention',
      serviceToken: keep.function.functionArn,
      serviceTimeout: Duration.minutes(2),
      properties: { logGroupName, retentionDays: String(RetentionDays.THREE_MONTHS) },
    });
  }
}
