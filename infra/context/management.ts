import * as v from 'valibot';
import { ORGANIZATION_ID } from '../../registrar/contract/aws-shapes.ts';
import { BUCKET_POLICY_MODES } from '../../registrar/contract/bucket-statements.ts';
import {
  DEFAULT_MAX_NAMES_PER_ACCOUNT,
  IDEMPOTENCY_HOURS,
  MANAGEMENT_STACK_NAME,
} from '../../registrar/contract/names.ts';
import { REGISTRATION_MODES } from '../../registrar/contract/tenant-record.ts';
import { isAction } from '../../router/actions/allowlist.ts';
import { optionalClasses } from './optional-classes.ts';
import { contextList, contextNumber, contextValue, ownAccount } from './read-context.ts';

const HOST_NAME = /^(?=.{4,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const PRINCIPAL_ARN = /^arn:aws(-[a-z]+)*:iam::\d{12}:(role|user)\/[\w+=,.@/-]{1,512}$/;
/** Cognito's rules for this pool, which are those of the sample's document. */
const TEMPORARY_PASSWORD =
  /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])(?=.*[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-])\S{9,99}$/;

/** Where the sign-in redirects; not the callbacks that report events. */
const CALLBACK = /^(https:\/\/[^\s,#]+|http:\/\/localhost(:\d+)?(\/[^\s,#]*)?)$/;
const CALLBACK_URL = 'http://localhost:8400/callback';

function principalArns(example: string) {
  return contextList(
    (arn) => PRINCIPAL_ARN.test(arn),
    'ARNs of IAM roles or users without wildcards, separated by commas',
    example,
  );
}

/** Context of `PinpointManagementAccountStack`. */
export const ManagementContext = v.strictObject({
  account: ownAccount(MANAGEMENT_STACK_NAME),
  managementAccountId: ownAccount(MANAGEMENT_STACK_NAME),
  organizationId: contextValue(
    ORGANIZATION_ID,
    'the id that `aws organizations describe-organization` shows',
    'o-a1b2c3d4e5',
  ),
  apiTempPassword: v.optional(
    contextValue(
      TEMPORARY_PASSWORD,
      'at least 9 characters without a space, among them a digit, a lower-case and an upper-case letter and a symbol',
      "'…'",
    ),
  ),
  apiHostName: v.optional(contextValue(HOST_NAME, 'a host name in lower case', 'sms.example.com')),
  parentHostedZoneId: v.optional(
    contextValue(/^Z[A-Z0-9]{4,31}$/, 'a Route 53 hosted zone id', 'Z0123456789ABC'),
  ),
  parentHostedZoneName: v.optional(
    contextValue(HOST_NAME, 'the name of that zone in lower case', 'example.com'),
  ),
  crossAccountZoneDelegationRoleArn: v.optional(
    contextValue(
      /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
      'the ARN of an IAM role',
      'arn:aws:iam::444444444444:role/ZoneDelegation',
    ),
  ),
  apiStageName: v.optional(contextValue(/^\w{1,128}$/, 'letters, digits and underscores', 'prod'), 'prod'),
  authCertificateArn: v.optional(
    contextValue(
      /^arn:aws(-[a-z]+)*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
      'the ARN of an ACM certificate in us-east-1',
      'arn:aws:acm:us-east-1:111111111111:certificate/0a1b2c3d-…',
    ),
  ),
  callbackUrls: v.optional(
    contextList(
      (url) => CALLBACK.test(url),
      'https URLs (or http://localhost) without fragment, separated by commas',
      CALLBACK_URL,
    ),
    CALLBACK_URL,
  ),
  developerPrincipalArns: v.optional(principalArns('arn:aws:iam::111111111111:role/Developer')),
  functionUrlCallerArns: v.optional(principalArns('arn:aws:iam::555555555555:role/Notifier')),
  functionUrlBoundCallerArns: v.optional(principalArns('arn:aws:iam::555555555555:role/Reporting')),
  allowClasses: v.optional(optionalClasses()),
  defaultConfigurationSet: v.optional(
    v.pipe(v.picklist(['on', 'off']), v.description('one of on, off'), v.metadata({ example: 'off' })),
    'on',
  ),
  webAclArn: v.optional(
    contextValue(
      /^arn:aws(-[a-z]+)*:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[\w-]+\/[\w-]+$/,
      'the ARN of a regional AWS WAF web ACL',
      'arn:aws:wafv2:us-east-1:111111111111:regional/webacl/api/0a1b2c3d-…',
    ),
  ),
  alarmEmail: v.optional(contextValue(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address', 'ops@example.com')),
  bucketPolicyMode: v.optional(
    v.pipe(
      v.picklist(BUCKET_POLICY_MODES),
      v.description(`one of ${BUCKET_POLICY_MODES.join(', ')}`),
      v.metadata({ example: 'organization' }),
    ),
    'tenants',
  ),
  registration: v.optional(
    v.pipe(
      v.picklist(REGISTRATION_MODES),
      v.description(`one of ${REGISTRATION_MODES.join(', ')}`),
      v.metadata({ example: 'approve' }),
    ),
    'open',
  ),
  maxTenantIdsPerAccount: v.optional(
    contextNumber(1, 100_000, 'how many tenantIds one account may have'),
    String(DEFAULT_MAX_NAMES_PER_ACCOUNT),
  ),
  idempotencyHours: v.optional(
    contextNumber(
      IDEMPOTENCY_HOURS.min,
      IDEMPOTENCY_HOURS.max,
      'how long an Idempotency-Key is remembered, in hours',
    ),
  ),
  messageRetentionDays: v.optional(
    contextNumber(0, 365, 'for how many days the status of messages is kept, 0 for not at all'),
    '30',
  ),
  loopbackCallbacks: v.optional(
    v.pipe(
      v.picklist(['on', 'off']),
      v.description('on or off: whether callbacks may have loopback URLs, for the local system only'),
      v.metadata({ example: 'on' }),
    ),
    'off',
  ),
  eventRetentionDays: v.optional(
    contextNumber(1, 3650, 'for how many days the event bucket keeps message events'),
  ),
  allowedActions: v.optional(
    contextList(
      isAction,
      'names of allowlisted actions, separated by commas',
      'SendTextMessage,DescribePhoneNumbers',
    ),
  ),
});

export type ManagementContextValues = v.InferOutput<typeof ManagementContext>;
