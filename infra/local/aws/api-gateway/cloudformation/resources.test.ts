import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CloudFormation } from '../../cloudformation/cloudformation.ts';
import type { Template } from '../../cloudformation/template/template.ts';
import { iamResources } from '../../iam/resources.ts';
import { lambdaResources } from '../../lambda/resources.ts';
import { HOME } from '../../lambda/workbench.rig.ts';
import { logsResources } from '../../logs/resources.ts';
import type { Gateway } from '../gateway.rig.ts';
import { openGateway, SCOPE, TRUST_GATEWAY } from '../gateway.rig.ts';
import { apiGatewayResources } from './resources.ts';

let gateway: Gateway;
let cloudFormation: CloudFormation;
beforeAll(async () => {
  gateway = await openGateway();
  const { bench, apiGateway } = gateway;
  cloudFormation = new CloudFormation({
    ...iamResources(bench.kernel.iam),
    ...logsResources(bench.logs),
    ...lambdaResources(bench.lambda),
    ...apiGatewayResources(apiGateway),
  });
});
afterAll(() => gateway.close());

const REST_API = { RestApiId: { Ref: 'Api' } };

/** As CDK writes it: what a deployment is to contain, it depends on, and its name changes with it. */
function template(deployment: string, message: string): Template {
  const integration = (name: string) => ({
    'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/${name}/invocations`,
  });
  return {
    Resources: {
      Api: {
        Type: 'AWS::ApiGateway::RestApi',
        Properties: { Name: 'Api', EndpointConfiguration: { Types: ['REGIONAL'] } },
      },
      Tenant: {
        Type: 'AWS::ApiGateway::Resource',
        Properties: {
          ...REST_API,
          ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
          PathPart: '{tenantId}',
        },
      },
      Authorizer: {
        Type: 'AWS::ApiGateway::Authorizer',
        Properties: {
          ...REST_API,
          Name: 'UserPool',
          Type: 'COGNITO_USER_POOLS',
          IdentitySource: 'method.request.header.Authorization',
          ProviderARNs: [gateway.userPoolArn],
        },
      },
      Method: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          ...REST_API,
          ResourceId: { Ref: 'Tenant' },
          HttpMethod: 'POST',
          AuthorizationType: 'COGNITO_USER_POOLS',
          AuthorizerId: { Ref: 'Authorizer' },
          AuthorizationScopes: [SCOPE],
          RequestParameters: { 'method.request.path.tenantId': true },
          Integration: {
            Type: 'AWS_PROXY',
            IntegrationHttpMethod: 'POST',
            Uri: integration(gateway.functionArn),
          },
        },
      },
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: gateway.functionArn,
          Principal: 'apigateway.amazonaws.com',
          SourceArn: {
            'Fn::Sub': 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/${Stage}/POST/*',
          },
        },
      },
      Refusal: {
        Type: 'AWS::ApiGateway::GatewayResponse',
        Properties: {
          ...REST_API,
          ResponseType: 'UNAUTHORIZED',
          StatusCode: '401',
          ResponseParameters: { 'gatewayresponse.header.WWW-Authenticate': "'Bearer'" },
          ResponseTemplates: { 'application/json': JSON.stringify({ message }) },
        },
      },
      [deployment]: {
        Type: 'AWS::ApiGateway::Deployment',
        Properties: { ...REST_API, Description: 'one' },
        DependsOn: ['Method', 'Refusal'],
      },
      LoggingRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: TRUST_GATEWAY,
          Policies: [
            {
              PolicyName: 'Logs',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: { Effect: 'Allow', Action: 'logs:*', Resource: '*' },
              },
            },
          ],
        },
      },
      Account: {
        Type: 'AWS::ApiGateway::Account',
        Properties: { CloudWatchRoleArn: { 'Fn::GetAtt': ['LoggingRole', 'Arn'] } },
      },
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'access-log' } },
      Stage: {
        Type: 'AWS::ApiGateway::Stage',
        DependsOn: ['Account'],
        Properties: {
          ...REST_API,
          StageName: 'live',
          DeploymentId: { Ref: deployment },
          TracingEnabled: true,
          AccessLogSetting: {
            DestinationArn: { 'Fn::Sub': 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Logs}' },
            Format: '$context.httpMethod $context.path $context.status',
          },
          MethodSettings: [
            {
              ResourcePath: '/~1{tenantId}',
              HttpMethod: 'POST',
              ThrottlingRateLimit: 1,
              ThrottlingBurstLimit: 4,
              MetricsEnabled: true,
              DataTraceEnabled: false,
              LoggingLevel: 'ERROR',
            },
          ],
        },
      },
    },
    Outputs: { Api: { Value: { Ref: 'Api' } }, Stage: { Value: { Ref: 'Stage' } } },
  };
}

async function deploy(wanted: Template): Promise<string> {
  const outputs = await cloudFormation.deploy({
    home: HOME,
    stackName: 'Stack',
    template: wanted,
    assets: new Map(),
  });
  return gateway.apiGateway.frontDoorUrl(outputs.Api ?? '', outputs.Stage ?? '');
}

describe('a stack with a REST API', () => {
  it('is served as the template says, changes with a new deployment, and ends', async () => {
    const url = await deploy(template('DeploymentA', 'who are you?'));
    const post = async (headers: Record<string, string> = {}) =>
      await fetch(`${url}/acme`, { method: 'POST', headers });
    const refused = await post();
    expect([refused.status, refused.headers.get('www-authenticate'), await refused.json()]).toEqual([
      401,
      'Bearer',
      { message: 'who are you?' },
    ]);
    const authorization = await gateway.token(SCOPE);
    const granted = await post({ authorization });
    expect(granted.status).toBe(200);
    expect(await granted.json()).toMatchObject({ requestContext: { stage: 'live' } });
    expect(gateway.bench.logs.lines('arn:aws:logs:us-east-1:111111111111:log-group:access-log')).toEqual([
      'POST /acme 401',
      'POST /acme 200',
    ]);
    const statuses = await Promise.all(
      [post(), post(), post()].map(async (response) => (await response).status),
    );
    expect(statuses.sort()).toEqual([401, 401, 429]);

    await gateway.bench.clock.advance(60_000);
    expect(await deploy(template('DeploymentA', 'not yet'))).toBe(url);
    expect(await (await post()).json()).toEqual({ message: 'who are you?' });
    expect(await deploy(template('DeploymentB', 'and now?'))).toBe(url);
    expect(await (await post()).json()).toEqual({ message: 'and now?' });

    await cloudFormation.destroy(HOME, 'Stack');
    await expect(post()).rejects.toThrow('fetch failed');
  });

  it.each([
    ['another kind of integration', { Integration: { Type: 'MOCK' } }, 'Invalid type'],
    ['another kind of authorization', { AuthorizationType: 'AWS_IAM' }, 'Invalid type'],
    ['a request validator', { RequestValidatorId: 'x' }, 'does not know its property RequestValidatorId'],
  ])('is refused with %s', async (_, properties, message) => {
    const { Resources } = template('Deployment', 'x');
    const method = { ...Resources.Method?.Properties, ...properties };
    const wanted = {
      Resources: { ...Resources, Method: { Type: 'AWS::ApiGateway::Method', Properties: method } },
    };
    await expect(deploy(wanted)).rejects.toThrow(message);
  });
});
