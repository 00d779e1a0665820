import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  AuthorizationType,
  CfnAccount,
  CfnAuthorizer,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { API_SCOPES, REST_API_NAME } from '../../../registrar/contract/names.ts';
import { ExecutionLog } from './execution-log.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import type { RouterFunction } from './router-function.ts';

/** Requests a second of all callers. An account's SMS quota is tens a second, and each tenant has its own account. */
const THROTTLING = { throttlingRateLimit: 500, throttlingBurstLimit: 1000 } as const;

/**
 * One line a request, without body, headers and path: a caller may write a phone number into the path. The router's
 * line of the same requestId has tenant and action.
 */
const ACCESS_LOG = {
  time: '$context.requestTime',
  requestId: '$context.requestId',
  method: '$context.httpMethod',
  resource: '$context.resourcePath',
  status: '$context.status',
  sourceIp: '$context.identity.sourceIp',
  clientId: '$context.authorizer.claims.client_id',
  subject: '$context.authorizer.claims.sub',
  latencyMilliseconds: '$context.responseLatency',
  integrationMilliseconds: '$context.integrationLatency',
  error: '$context.error.responseType',
} as const;

export interface TenantRouterApiProps {
  readonly router: RouterFunction;
  readonly userPool: CfnUserPool;
  readonly stageName: string;
  /**
   * A regional AWS WAF web ACL in front of the stage.
   *
   * @default - none
   */
  readonly webAclArn?: string;
}

/** `PinpointTenantRouterApi`: POST /{tenantId}/{action} with a Cognito access token of one of the API's scopes. */
export class TenantRouterApi extends Construct {
  readonly api: RestApi;
  /** The access log: one line a request. */
  readonly accessLog: LogGroup;

  constructor(scope: Construct, id: string, props: TenantRouterApiProps) {
    super(scope, id);
    this.accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.api = new RestApi(this, 'Api', {
      restApiName: REST_API_NAME,
      description: 'Runs AWS End User Messaging operations in the account of a tenant',
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
      deployOptions: {
        stageName: props.stageName,
        accessLogDestination: new LogGroupLogDestination(this.accessLog),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false,
        metricsEnabled: true,
        // The gateway's trace segment would hold the URL, where a caller may write a phone number. The function's
        // segment does not.
        tracingEnabled: false,
        ...THROTTLING,
      },
    });
    // The construct's own output has a hash in its logical id; the stack has an output with the contract's name.
    this.api.node.tryRemoveChild('Endpoint');
    this.api.deploymentStage.node.addDependency(this.#allowLogging());
    new ExecutionLog(this, 'ExecutionLog', { api: this.api, stageName: props.stageName });
    addGatewayResponses(this.api);
    this.#addMethod(props);
    if (props.webAclArn === undefined) {
      Validations.of(this.api.deploymentStage).acknowledge({
        id: 'AwsSolutions-APIG3',
        reason:
          "A web ACL is the operator's choice (context webAclArn): callers are authenticated and throttled.",
      });
    } else {
      new CfnWebACLAssociation(this, 'WebAcl', {
        resourceArn: this.api.deploymentStage.stageArn,
        webAclArn: props.webAclArn,
      });
    }
  }

  #addMethod({ router, userPool }: TenantRouterApiProps): void {
    const authorizer = new CfnAuthorizer(this, 'Authorizer', {
      restApiId: this.api.restApiId,
      name: 'UserPool',
      type: 'COGNITO_USER_POOLS',
      identitySource: 'method.request.header.Authorization',
      providerArns: [userPool.attrArn],
    });
    this.api.root
      .addResource('{tenantId}')
      .addResource('{action}')
      .addMethod('POST', new LambdaIntegration(router.function, { allowTestInvoke: false }), {
        requestParameters: { 'method.request.path.tenantId': true, 'method.request.path.action': true },
        authorizationType: AuthorizationType.COGNITO,
        authorizer: { authorizerId: authorizer.ref, authorizationType: AuthorizationType.COGNITO },
        // The router decides which scope is enough for an action and a tenant.
        authorizationScopes: [...API_SCOPES],
      });
    // A changed authorizer takes effect only with a new deployment, which the construct library would not create.
    this.api.latestDeployment?.addToLogicalId({ authorizer: userPool.attrArn, scopes: API_SCOPES });
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions-APIG2',
      reason:
        'The router checks every input by the schema of its AWS operation, which no model here could hold.',
    });
  }

  /**
   * Lets API Gateway write logs in this account and Region. Without it, a stage with logs cannot be created. The
   * setting is one for all APIs of the account, so it stays when the stack is deleted.
   */
  #allowLogging(): CfnAccount {
    const role = new Role(this, 'LoggingRole', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
      ],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason:
        "The role is the account's, for all its APIs, and this is the policy that API Gateway checks it for.",
    });
    const account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return account;
  }
}
