import * as v from 'valibot';
import { ACCOUNT_ID, ROLE_ARN } from '../../registrar/contract/aws-shapes.ts';
import { EVENT_BUS_NAME, MANAGEMENT_STACK_NAME, TENANT_STACK_NAME } from '../../registrar/contract/names.ts';
import { isTenantId } from '../../registrar/contract/tenant-id.ts';
import { optionalClasses } from './optional-classes.ts';
import { type Context, contextList, contextNumber, contextValue, ownAccount } from './read-context.ts';

const BUCKET = /^pinpoint-event-stream-data-(\d{12})-([a-z0-9-]+)$/;
const EVENT_BUS_ARN = new RegExp(
  `^arn:aws(?:-[a-z]+)*:events:([a-z0-9-]+):(\\d{12}):event-bus/${EVENT_BUS_NAME}$`,
);

const MEDIA_BUCKET_ARN = /^arn:aws(-[a-z]+)*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Context of `PinpointTenantAccountStack`. */
export const TenantContext = v.strictObject({
  account: ownAccount(TENANT_STACK_NAME),
  tenantAccountId: ownAccount(TENANT_STACK_NAME),
  tenantId: v.pipe(
    v.custom<string>(isTenantId),
    v.description('2 to 64 letters, digits, ".", "_" or "-", starting with a letter or digit'),
    v.metadata({ example: 'acme' }),
  ),
  renamedFrom: v.optional(
    v.pipe(
      v.custom<string>(isTenantId),
      v.description('the present tenantId of this account, when tenantId changes it'),
      v.metadata({ example: 'acme' }),
    ),
  ),
  managementAccountId: contextValue(
    ACCOUNT_ID,
    `the id, 12 digits, of the account with ${MANAGEMENT_STACK_NAME}`,
    '111111111111',
  ),
  eventStreamingBucketName: contextValue(
    BUCKET,
    `the output EventBucketName of ${MANAGEMENT_STACK_NAME}`,
    'pinpoint-event-stream-data-111111111111-us-east-1',
  ),
  targetEventBusArn: contextValue(
    EVENT_BUS_ARN,
    `the output EventBusArn of ${MANAGEMENT_STACK_NAME}`,
    `arn:aws:events:us-east-1:111111111111:event-bus/${EVENT_BUS_NAME}`,
  ),
  accessRolePermissions: v.optional(
    v.pipe(
      v.picklist(['service', 'allowlist']),
      v.description('one of service, allowlist'),
      v.metadata({ example: 'allowlist' }),
    ),
    'service',
  ),
  allowClasses: v.optional(optionalClasses()),
  passableRoleArns: v.optional(
    contextList(
      (arn) => ROLE_ARN.test(arn),
      "ARNs of IAM roles of the tenant's account without wildcards, separated by commas",
      'arn:aws:iam::222222222222:role/TwoWayMessages',
    ),
  ),
  mediaBucketArns: v.optional(
    contextList(
      (arn) => MEDIA_BUCKET_ARN.test(arn),
      "ARNs of S3 buckets of the tenant's account and Region, separated by commas",
      'arn:aws:s3:::acme-media',
    ),
  ),
  settleSeconds: v.optional(contextNumber(0, 600, 'how long the agent waits, in seconds'), '45'),
  forwardMessageEvents: v.optional(
    v.pipe(
      v.picklist(['on', 'off']),
      v.transform((word) => word === 'on'),
      v.description('on or off'),
      v.metadata({ example: 'on' }),
    ),
    'off',
  ),
  eventBufferSeconds: v.optional(contextNumber(0, 900, "Firehose's buffer time in seconds"), '60'),
});

/** Bucket and bus are outputs of one stack, so their account and Region must be the same. */
export function managementContradictions(context: Context): readonly string[] {
  const { managementAccountId = '', eventStreamingBucketName = '', targetEventBusArn = '' } = context;
  const [, bucketAccount, bucketRegion] = BUCKET.exec(eventStreamingBucketName) ?? [];
  const [, busRegion, busAccount] = EVENT_BUS_ARN.exec(targetEventBusArn) ?? [];
  const problems: string[] = [];
  const known = ACCOUNT_ID.test(managementAccountId);
  const foreign = (account: string | undefined) =>
    known && account !== undefined && account !== managementAccountId;
  if (foreign(bucketAccount)) {
    problems.push(
      `eventStreamingBucketName is a bucket of account ${bucketAccount}, but managementAccountId is ${managementAccountId}.`,
    );
  }
  if (foreign(busAccount)) {
    problems.push(
      `targetEventBusArn is a bus of account ${busAccount}, but managementAccountId is ${managementAccountId}.`,
    );
  }
  if (bucketRegion !== undefined && busRegion !== undefined && bucketRegion !== busRegion) {
    problems.push(`eventStreamingBucketName is in ${bucketRegion}, but targetEventBusArn in ${busRegion}.`);
  }
  return problems;
}

/**
 * Regions without the `AWS::SMSVOICE` resource types, by CloudFormation's resource schemas of 2026-11. AWS End User
 * Messaging may be available there, but a stack with these types cannot be deployed.
 */
const REGIONS_WITHOUT_RESOURCE_TYPES = /^(ap-east-1|ap-southeast-5|ap-southeast-7|cn-.*)$/;

/** @param region the Region of the deployment, if it is known */
export function regionProblems(region: string | undefined): readonly string[] {
  if (region === undefined || !REGIONS_WITHOUT_RESOURCE_TYPES.test(region)) return [];
  return [
    `the Region is ${region}, but CloudFormation has no AWS::SMSVOICE types there. They are also missing in ap-east-1, ` +
      'ap-southeast-5, ap-southeast-7 and China. Deploy into another Region: set AWS_REGION.',
  ];
}
