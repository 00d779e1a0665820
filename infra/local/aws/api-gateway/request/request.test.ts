import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gateway } from '../gateway.rig.ts';
import { openGateway, SCOPE } from '../gateway.rig.ts';

let gateway: Gateway;
let url: string;
let authorization: string;
beforeAll(async () => {
  gateway = await openGateway();
  url = await gateway.serve();
  authorization = `Bearer ${await gateway.token(SCOPE)}`;
});
afterAll(() => gateway.close());

function post(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${url}${path}`, { method: 'POST', ...init, headers: { authorization, ...init.headers } });
}

async function echoed(path: string, init: RequestInit = {}): Promise<APIGatewayProxyEvent> {
  return (await (await post(path, init)).json()) as APIGatewayProxyEvent;
}

describe('what the function gets', () => {
  it('is an event of a REST API with the claims of the caller', async () => {
    const response = await post('/acme/SendTextMessage?dryRun=true&tag=a&tag=b', {
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'test' },
      body: '{"text":"é"}',
    });
    expect(response.status).toBe(200);
    const event = (await response.json()) as APIGatewayProxyEvent;
    expect(event).toEqual({
      resource: '/{tenantId}/{action}',
      path: '/acme/SendTextMessage',
      httpMethod: 'POST',
      headers: expect.objectContaining({
        authorization,
        'X-Forwarded-For': '127.0.0.1',
        'X-Forwarded-Port': '443',
        'X-Forwarded-Proto': 'https',
        'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      }),
      multiValueHeaders: expect.objectContaining({ authorization: [authorization] }),
      queryStringParameters: { dryRun: 'true', tag: 'b' },
      multiValueQueryStringParameters: { dryRun: ['true'], tag: ['a', 'b'] },
      pathParameters: { tenantId: 'acme', action: 'SendTextMessage' },
      stageVariables: null,
      requestContext: {
        resourceId: 'action',
        authorizer: {
          claims: {
            sub: 'machine',
            token_use: 'access',
            scope: SCOPE,
            auth_time: expect.stringMatching(/^\d{10}$/),
            iss: expect.stringContaining('https://cognito-idp.us-east-1.amazonaws.com/us-east-1_'),
            exp: expect.stringMatching(/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}$/),
            iat: expect.stringMatching(/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}$/),
            version: '2',
            jti: expect.any(String),
            client_id: 'machine',
          },
        },
        resourcePath: '/{tenantId}/{action}',
        httpMethod: 'POST',
        extendedRequestId: response.headers.get('x-amz-apigw-id'),
        requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        path: '/acme/SendTextMessage',
        accountId: '111111111111',
        protocol: 'HTTP/1.1',
        stage: 'prod',
        domainPrefix: gateway.apiId,
        requestTimeEpoch: gateway.bench.clock.now(),
        requestId: response.headers.get('x-amzn-requestid'),
        identity: {
          cognitoIdentityPoolId: null,
          accountId: null,
          cognitoIdentityId: null,
          caller: null,
          sourceIp: '127.0.0.1',
          principalOrgId: null,
          accessKey: null,
          cognitoAuthenticationType: null,
          cognitoAuthenticationProvider: null,
          userArn: null,
          userAgent: 'test',
          user: null,
        },
        domainName: `${gateway.apiId}.execute-api.us-east-1.amazonaws.com`,
        deploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
        apiId: gateway.apiId,
      },
      body: '{"text":"é"}',
      isBase64Encoded: false,
    });
  });

  it('has no header that belongs to the connection, and the address of the caller as the last of many', async () => {
    const { headers } = await echoed('/acme/Send', { headers: { 'X-Forwarded-For': '10.0.0.1' } });
    expect(headers['X-Forwarded-For']).toBe('10.0.0.1, 127.0.0.1');
    const names = Object.keys(headers).map((name) => name.toLowerCase());
    expect(names).not.toContain('connection');
    expect(names).not.toContain('content-length');
    expect(names.filter((name) => name === 'x-forwarded-for')).toHaveLength(1);
  });

  it('has path parameters decoded and the path as it was sent', async () => {
    const { path, pathParameters } = await echoed('/ac%20me/Send%2FIt');
    expect(path).toBe('/ac%20me/Send%2FIt');
    expect(pathParameters).toEqual({ tenantId: 'ac me', action: 'Send/It' });
  });

  it('has no body as null, and a binary one as base64 where the API has binary media types', async () => {
    expect(await echoed('/acme/Send')).toMatchObject({ body: null, isBase64Encoded: false });
    gateway.apiGateway.definition(gateway.apiId).binaryMediaTypes = ['image/*'];
    url = await gateway.serve();
    const headers = { 'content-type': 'image/png' };
    expect(await echoed('/acme/Send', { headers, body: 'ÿ' })).toMatchObject({
      body: 'w78=',
      isBase64Encoded: true,
    });
    gateway.apiGateway.definition(gateway.apiId).binaryMediaTypes = [];
    url = await gateway.serve();
  });

  it("joins a person's groups with commas", async () => {
    const { cognito, userPoolArn } = gateway;
    const pool = cognito.userPool(userPoolArn.slice(userPoolArn.lastIndexOf('/') + 1));
    pool.createUser('ada').groups.add('Admin').add('Readers');
    const { accessToken } = await cognito.signIn(pool.id, { clientId: 'machine', username: 'ada' });
    const { requestContext } = await echoed('/acme/Send', { headers: { authorization: accessToken } });
    expect(requestContext.authorizer?.claims).toMatchObject({
      username: 'ada',
      'cognito:groups': 'Admin,Readers',
    });
  });

  it('has the variables of the stage', async () => {
    url = await gateway.serve({ variables: { colour: 'red' } });
    expect(await echoed('/acme/Send')).toMatchObject({ stageVariables: { colour: 'red' } });
  });
});

describe('what the caller gets', () => {
  const answering = (answer: unknown) => post('/acme/Send', { body: `answer ${JSON.stringify(answer)}` });

  it('is the status, headers and body that the function answers', async () => {
    const response = await answering({
      statusCode: 201,
      headers: { 'Content-Type': 'text/plain', 'X-Count': 2 },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'hello',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(response.headers.get('x-count')).toBe('2');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.text()).toBe('hello');
  });

  it('has request ids of the gateway', async () => {
    const { headers } = await post('/acme/Send');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-amz-apigw-id')).toMatch(/^[\w+/]{15}=$/);
  });

  it("has the function's WWW-Authenticate under another name", async () => {
    const { headers } = await answering({ statusCode: 401, headers: { 'WWW-Authenticate': 'Bearer' } });
    expect(headers.get('www-authenticate')).toBeNull();
    expect(headers.get('x-amzn-remapped-www-authenticate')).toBe('Bearer');
  });

  it('keeps base64 as it is when the API has no binary media types', async () => {
    const response = await answering({ statusCode: 200, body: 'aGVsbG8=', isBase64Encoded: true });
    expect(await response.text()).toBe('aGVsbG8=');
  });
});

describe('a deployment', () => {
  it('is what callers get, whatever has changed since', async () => {
    const definition = gateway.apiGateway.definition(gateway.apiId);
    definition.addResource('health', definition.rootResourceId, 'health');
    definition.putMethod('health', {
      httpMethod: 'POST',
      authorization: undefined,
      functionArn: gateway.functionArn,
      timeoutMilliseconds: 29_000,
    });
    gateway.bench.lambda.addPermission(gateway.functionArn, 'health', {
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
    });
    const health = () => fetch(`${url}/health`, { method: 'POST' });
    expect((await health()).status).toBe(403);
    const deploymentId = gateway.apiGateway.createDeployment(gateway.apiId);
    gateway.apiGateway.updateStage(gateway.apiId, 'prod', { deploymentId });
    expect((await health()).status).toBe(200);
    expect(() => gateway.apiGateway.deleteDeployment(gateway.apiId, deploymentId)).toThrow(
      'Active stages pointing to this deployment',
    );
  });
});
