import type { PolicyDocument } from '../core/policy.ts';

/**
 * AWS managed policies from "AWS Managed Policy Reference": those that this repository's templates and CDK's defaults
 * attach.
 */
const MANAGED_POLICIES: ReadonlyMap<string, PolicyDocument> = new Map([
  [
    'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: '*',
        },
      ],
    },
  ],
  [
    'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
    {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: [
            'logs:CreateLogGroup',
            'logs:CreateLogStream',
            'logs:DescribeLogGroups',
            'logs:DescribeLogStreams',
            'logs:PutLogEvents',
            'logs:GetLogEvents',
            'logs:FilterLogEvents',
          ],
          Resource: '*',
        },
      ],
    },
  ],
]);

/** Undefined for a policy that is not modelled. */
export function managedPolicy(arn: string): PolicyDocument | undefined {
  return MANAGED_POLICIES.get(arn);
}
