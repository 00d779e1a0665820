/** The CDK app in `cdk.json`. The CDK CLI runs it and passes context, Region and output directory. */
import { Annotations } from 'aws-cdk-lib';
import { createApp, createStack } from './app.ts';
import { assertNoPasswordIn, contextFiles, readDeploymentContext } from './context/cdk-context.ts';
import { ContextError } from './context/read-context.ts';
import { PASSWORD_NOT_PASSED_ON } from './temporary-password.ts';

// cdk-nag reads every property, deprecated ones too, and the construct library would warn about each.
process.env.JSII_DEPRECATED ??= 'quiet';

const { API_TEMP_PASSWORD, CDK_DEFAULT_REGION } = process.env;

try {
  assertNoPasswordIn(contextFiles(process.cwd()));
  const app = createApp();
  const { stackName, context } = readDeploymentContext(app.node.getAllContext());
  const stack = createStack(
    app,
    stackName,
    { ...(API_TEMP_PASSWORD !== undefined && { apiTempPassword: API_TEMP_PASSWORD }), ...context },
    CDK_DEFAULT_REGION,
  );
  if (context.apiTempPassword !== undefined)
    Annotations.of(stack).addWarningV2('pinpoint-tenant-router:password', PASSWORD_NOT_PASSED_ON);
  app.synth();
} catch (error) {
  if (!(error instanceof ContextError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
