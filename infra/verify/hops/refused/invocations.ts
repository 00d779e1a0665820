import { GetPolicyCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ADMIN_SCOPE } from '../../../../registrar/contract/names.ts';
import { type AwsAccess, assume, inRegion } from '../../../access/aws-access.ts';
import { isDenied } from '../../../access/explain-error.ts';
import { broken, type Check, ok, skipped, type VerifyContext } from '../../check.ts';
import { functionWithRole } from '../../requests/aws.ts';
import { plainInvokers } from '../../requests/function-policy.ts';
import { readPolicy } from '../../requests/policy.ts';
import { signedGet } from '../../requests/signed-request.ts';

const POLICY_ADVICE =
  'A principal with a plain Invoke can make up a caller. Remove the statement (aws lambda remove-permission) and find out who added it; if the template has it, deploy the management stack again.';

export const invocationPolicy: Check = {
  hop: 'Refused: plain Invoke, by the policy',
  proves: "by its text, the function's policy lets only API Gateway invoke plainly",
  advice: POLICY_ADVICE,
  async run({ deployment: { management }, findings }) {
    const { RouterRoleArn } = findings.get('outputs');
    const lambda = new LambdaClient(management);
    const arn = (await functionWithRole(lambda, RouterRoleArn))?.FunctionArn;
    if (arn === undefined) return broken('No function has the role of the output RouterRoleArn.');
    findings.add({ routerFunctionArn: arn });
    const { Policy: text } = await lambda.send(new GetPolicyCommand({ FunctionName: arn }));
    const open = plainInvokers(readPolicy(text ?? ''), arn.split(':')[4] ?? '');
    if (open.length > 0) return broken(`Statements that allow it: ${open.join(', ')}.`);
    return ok("by the policy's text, not tried; the account's own administrators can invoke in any case");
  },
};

export const tenantInvokes: Check = {
  hop: 'Refused: plain Invoke from the tenant',
  proves: "the tenant's credentials cannot invoke the router with a made-up gateway event",
  advice: POLICY_ADVICE,
  async run(context) {
    const { deployment, findings } = context;
    const tenant = deployment.tenant(findings.get('record'));
    if (tenant === undefined) return skipped(deployment.tenantHint);
    return await refusedInvocation(inRegion(tenant, deployment.management.region), context);
  },
};

export const urlCallerInvokes: Check = {
  hop: 'Refused: plain Invoke by a URL caller',
  proves: 'who may call the function URL cannot invoke the router with a made-up gateway event',
  advice: POLICY_ADVICE,
  async run(context) {
    const { deployment, findings } = context;
    const { urlCallerRoleArn: RoleArn, management } = deployment;
    if (RoleArn === undefined)
      return skipped(
        'deploy with -c functionUrlCallerArns=<role>, a role that these credentials may assume, and give it as --url-caller-role-arn',
      );
    const caller = await assume(management, { RoleArn });
    const { status } = await signedGet(findings.get('outputs').FunctionUrl, '/healthz', caller);
    if (status !== 200)
      return broken(
        `The role is not a URL caller: the function URL answered ${status}.`,
        'Deploy the management stack with this role in -c functionUrlCallerArns.',
      );
    return await refusedInvocation(caller, context);
  },
};

/** The event requests something harmless, in case it is let through. */
async function refusedInvocation(caller: AwsAccess, { findings, tenantId }: VerifyContext) {
  const FunctionName = findings.get('routerFunctionArn');
  const Payload = JSON.stringify(forgedGatewayEvent(tenantId));
  try {
    await new LambdaClient(caller).send(new InvokeCommand({ FunctionName, Payload }));
    return broken('The invocation was let through.');
  } catch (error) {
    if (isDenied(error)) return ok('AccessDenied');
    throw error;
  }
}

function forgedGatewayEvent(tenantId: string) {
  const path = `/${tenantId}/DescribePhoneNumbers`;
  const claims = { token_use: 'access', sub: 'forged', client_id: 'forged', scope: ADMIN_SCOPE };
  return {
    resource: '/{tenantId}/{action}',
    path,
    httpMethod: 'POST',
    headers: { 'Content-Type': 'application/json' },
    multiValueHeaders: { 'Content-Type': ['application/json'] },
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { tenantId, action: 'DescribePhoneNumbers' },
    stageVariables: null,
    requestContext: { path, httpMethod: 'POST', requestId: 'forged', authorizer: { claims } },
    body: '{}',
    isBase64Encoded: false,
  };
}
