import {
  all,
  changed,
  lambdaFunction,
  redeployed,
  role,
  withoutAction,
  withoutCondition,
  withoutEnvironment,
  withoutProperty,
  withoutResource,
  withoutStatement,
  withoutTrustIn,
} from '@pinpoint-tenant-router/local-aws/mutations';
import { DEPLOYMENT, journey, mutations, withoutActions, withoutVariables } from '../mutation.ts';

const METHOD = { type: 'AWS::ApiGateway::Method', part: 'POST' };
const STAGE = { type: 'AWS::ApiGateway::Stage', part: '' };
const permission = (part: string) => ({ type: 'AWS::Lambda::Permission', part });
const urlCaller = (kind: 'Url' | 'Invoke', name: string) =>
  permission(`${kind}ofarnawsiam555555555555role${name}`);
/** Its resource goes too late: CloudFormation deletes after the new deployment has copied the API. */
const unworded = (part: string) =>
  redeployed(withoutProperty({ type: 'AWS::ApiGateway::GatewayResponse', part }, ['ResponseTemplates']));
const withoutRequestId = (part: string) =>
  redeployed(
    withoutProperty({ type: 'AWS::ApiGateway::GatewayResponse', part }, [
      'ResponseParameters',
      'gatewayresponse.header.x-request-id',
    ]),
  );
const userPoolClient = (part: string) => ({ type: 'AWS::Cognito::UserPoolClient', part });

const SEND = journey('a text goes out in the account and Region of acme');
const KEYED = journey('a request with an Idempotency-Key sends one text');
const URL_CALLER = journey('a named role of another account calls the function URL');
const BOUND_URL_CALLER = journey('a role that needs a binding calls the function URL');
const ONE_SCOPE = journey('one scope is enough at the gateway');
const TENANT_GROUP = journey('a person in the group of a tenant');
const NO_TOKEN = journey('the gateway refuses a missing token');
const LOST = journey('an unknown path and an oversized body');
const LOGS = journey("a request leaves a line in the gateway's log");
const DEVELOPER = journey("a developer named at the deployment assumes the router's role");

/** What a request needs in the management account. */
export const REQUEST_MUTATIONS = [
  ...mutations(
    'management',
    SEND,
    ...withoutActions("router's role", 'Router', ['dynamodb:GetItem', 'sts:AssumeRole']),
    ["router's role: trust in Lambda", withoutTrustIn('lambda.amazonaws.com', 'Router')],
    ...withoutVariables('router', 'Router', ['TENANTS_TABLE', 'KEYED_SENDS_TABLE']),
    ["gateway's permission to invoke the router", withoutResource(permission('POST'))],
    [
      "gateway's permission: POST of this stage",
      changed(
        permission('POST'),
        ['SourceArn'],
        'arn:aws:execute-api:us-east-1:111111111111:other/prod/GET/*/*',
      ),
    ],
    ['scope of the method', redeployed(changed(METHOD, ['AuthorizationScopes'], ['api/Other']))],
  ),
  ...mutations(
    'management',
    KEYED,
    ['keys: dynamodb:PutItem', withoutAction('Router', 'dynamodb:PutItem')],
    ['keys: their permissions', withoutStatement(role('Router'), 'KeepKeyedSends')],
  ),
  ...mutations('management', journey('leaves its Idempotency-Key free'), [
    'keys: dynamodb:DeleteItem',
    withoutAction('Router', 'dynamodb:DeleteItem'),
  ]),
  ...mutations('management', journey('the router assumes no role outside the organization'), [
    "router's role: the organization of assumed roles",
    withoutCondition(role('Router'), 'aws:ResourceOrgID'),
  ]),
  ...mutations(
    'management',
    DEVELOPER,
    ["router's role: trust in developers", withoutStatement(role('Router'), 'Developers')],
    ["router's role: which developer", withoutCondition(role('Router'), 'aws:PrincipalArn')],
  ),
  ...mutations(
    'management',
    LOGS,
    ...withoutActions("router's role", 'Router', ['logs:CreateLogStream', 'logs:PutLogEvents']),
    ["router's log group", withoutProperty(lambdaFunction('Router'), ['LoggingConfig', 'LogGroup'])],
    ["stage's access log", withoutProperty(STAGE, ['AccessLogSetting'])],
    ["gateway's logging role: trust", withoutTrustIn('apigateway.amazonaws.com', 'ApiLogging')],
    ["gateway's logging role: its policy", withoutProperty(role('ApiLogging'), ['ManagedPolicyArns', 0])],
  ),
  ...mutations(
    'management',
    journey("the gateway's execution log expires"),
    ...withoutActions("execution log's role", 'ExecutionLogKeep', [
      'logs:CreateLogGroup',
      'logs:PutRetentionPolicy',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]),
    ["execution log's role: trust in Lambda", withoutTrustIn('lambda.amazonaws.com', 'ExecutionLogKeep')],
  ),
  ...mutations(
    'management',
    NO_TOKEN,
    ['authorizer of the method', redeployed(changed(METHOD, ['AuthorizationType'], 'NONE'))],
    [
      'scope of the method: no other',
      redeployed(changed(METHOD, ['AuthorizationScopes'], ['api/Admin', 'openid'])),
    ],
    ["the gateway's answer UNAUTHORIZED", unworded('UNAUTHORIZED')],
  ),
  ...mutations(
    'management',
    LOST,
    ["the gateway's answer MISSING_AUTHENTICATION_TOKEN", unworded('MISSINGAUTHENTICATIONTOKEN')],
    ["the gateway's answer REQUEST_TOO_LARGE", unworded('REQUESTTOOLARGE')],
    ["the gateway's answers: x-request-id", withoutRequestId('REQUESTTOOLARGE')],
  ),
  ...mutations(
    'management',
    journey("a caller over the stage's rate limit"),
    ["the gateway's answer THROTTLED", unworded('THROTTLED')],
    ["the stage's throttle", withoutProperty(STAGE, ['MethodSettings'])],
  ),
  ...mutations('management', journey('a router that cannot start'), [
    "the gateway's answer DEFAULT_5XX",
    unworded('DEFAULT5XX'),
  ]),
  ...mutations(
    'management',
    URL_CALLER,
    ["URL caller's lambda:InvokeFunctionUrl", withoutResource(urlCaller('Url', 'Notifier'))],
    ["URL caller's lambda:InvokeFunction", withoutResource(urlCaller('Invoke', 'Notifier'))],
    [
      "URL caller's permission: through the URL only",
      withoutProperty(urlCaller('Invoke', 'Notifier'), ['InvokedViaFunctionUrl']),
    ],
  ),
  ...mutations('management', URL_CALLER, [
    'router: ADMIN_CALLER_ARNS',
    withoutEnvironment('Router', 'ADMIN_CALLER_ARNS'),
  ]),
  ...mutations(
    'management',
    BOUND_URL_CALLER,
    ["bound URL caller's lambda:InvokeFunctionUrl", withoutResource(urlCaller('Url', 'Reporting'))],
    ["bound URL caller's lambda:InvokeFunction", withoutResource(urlCaller('Invoke', 'Reporting'))],
    [
      'router: ADMIN_CALLER_ARNS without the bound callers',
      changed(
        lambdaFunction('Router'),
        ['Environment', 'Variables', 'ADMIN_CALLER_ARNS'],
        'arn:aws:iam::555555555555:role/Notifier,arn:aws:iam::555555555555:role/Reporting',
      ),
    ],
  ),
  ...mutations(
    'management',
    ONE_SCOPE,
    ['scope of the method: api/Read', redeployed(withoutProperty(METHOD, ['AuthorizationScopes', 1]))],
    ['scope of the method: api/Send', redeployed(withoutProperty(METHOD, ['AuthorizationScopes', 2]))],
  ),
  ...mutations(
    'management',
    TENANT_GROUP,
    ['scope of the method: api/Manage', redeployed(withoutProperty(METHOD, ['AuthorizationScopes', 3]))],
    ['people client: api/Read', withoutProperty(userPoolClient('People'), ['AllowedOAuthScopes', 2])],
    ['people client: api/Send', withoutProperty(userPoolClient('People'), ['AllowedOAuthScopes', 3])],
    ['people client: api/Manage', withoutProperty(userPoolClient('People'), ['AllowedOAuthScopes', 4])],
  ),
  ...mutations('management', journey('no other role calls the function URL'), [
    "URL caller's permissions: who",
    all(
      changed(urlCaller('Url', 'Notifier'), ['Principal'], '*'),
      changed(urlCaller('Invoke', 'Notifier'), ['Principal'], '*'),
    ),
  ]),
  ...mutations('management', DEPLOYMENT, [
    "the function URL's signatures",
    changed({ type: 'AWS::Lambda::Url', part: '' }, ['AuthType'], 'NONE'),
  ]),
  ...mutations(
    'management',
    journey('a machine of the deployed client gets a token'),
    ['machine client: flow', withoutProperty(userPoolClient('Machine'), ['AllowedOAuthFlows', 0])],
    ['machine client: scope', withoutProperty(userPoolClient('Machine'), ['AllowedOAuthScopes', 0])],
    ['machine client: secret', withoutProperty(userPoolClient('Machine'), ['GenerateSecret'])],
  ),
  ...mutations(
    'management',
    journey('a person needs the group Admin'),
    ['people client: scope', withoutProperty(userPoolClient('People'), ['AllowedOAuthScopes', 1])],
    ['people client: flow', withoutProperty(userPoolClient('People'), ['AllowedOAuthFlows', 0])],
    ['the group Admin', withoutResource({ type: 'AWS::Cognito::UserPoolGroup', part: 'Admin' })],
  ),
];
