import {
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { answerCustomResource, type CustomResourceRequest } from '../../registrar/runtime/custom-resource.ts';
import { untilRoleIsKnown } from '../../registrar/runtime/new-role.ts';

const PropertiesSchema = v.object({
  userPoolId: v.string(),
  username: v.string(),
  temporaryPassword: v.string(),
});

const cognito = new CognitoIdentityProviderClient();

/**
 * Lambda entry for CloudFormation's requests. Sets a user's temporary password, which `AWS::Cognito::UserPoolUser`
 * cannot. Never logs the request, because it holds the password.
 */
export async function handler(request: CustomResourceRequest, context: Context): Promise<void> {
  await answerCustomResource(
    request,
    async (signal) => {
      const { userPoolId, username, temporaryPassword } = v.parse(
        PropertiesSchema,
        request.ResourceProperties,
      );
      const physicalResourceId = `${userPoolId}/${username}`;
      // The password is deleted with its user.
      if (request.RequestType === 'Delete') return { physicalResourceId };
      const setPassword = new AdminSetUserPasswordCommand({
        UserPoolId: userPoolId,
        Username: username,
        Password: temporaryPassword,
        Permanent: false,
      });
      await untilRoleIsKnown(() => cognito.send(setPassword), signal);
      return { physicalResourceId };
    },
    {
      remainingMilliseconds: () => context.getRemainingTimeInMillis(),
      physicalResourceIdOnFailure: 'admin-password',
    },
  );
}
