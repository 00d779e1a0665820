import { CfnParameter, CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnUserPoolUser, CfnUserPoolUserToGroupAttachment } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { TEMPORARY_PASSWORD_PARAMETER } from '../../config.ts';
import { NodeFunction } from '../functions/node-function.ts';
import type { Auth } from './auth.ts';

const USERNAME = 'admin';

/** The user `admin` in the group `Admin`. It signs in once with the temporary password, then chooses another. */
export class AdminUser extends Construct {
  constructor(scope: Construct, id: string, { userPool, group }: Auth) {
    super(scope, id);
    const userPoolId = userPool.ref;
    const user = new CfnUserPoolUser(this, 'User', {
      userPoolId,
      username: USERNAME,
      messageAction: 'SUPPRESS',
    });
    const membership = new CfnUserPoolUserToGroupAttachment(this, 'Membership', {
      userPoolId,
      username: user.ref,
      groupName: group.ref,
    });
    // A later deployment without the password must not delete the administrator.
    user.applyRemovalPolicy(RemovalPolicy.RETAIN);
    membership.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const password = new CfnParameter(this, 'TemporaryPassword', {
      type: 'String',
      noEcho: true,
      description: `Temporary password of the user ${USERNAME}; valid for one day`,
    });
    password.overrideLogicalId(TEMPORARY_PASSWORD_PARAMETER);
    const setPassword = new NodeFunction(this, 'SetPassword', {
      description: 'Custom resource: gives a user a temporary password',
      entry: 'infra/admin-password/admin-password.lambda.ts',
      timeout: Duration.seconds(30),
    });
    setPassword.allow(
      new PolicyStatement({
        sid: 'SetPassword',
        actions: ['cognito-idp:AdminSetUserPassword'],
        resources: [userPool.attrArn],
      }),
    );
    new CustomResource(this, 'Password', {
      resourceType: 'Custom::TemporaryPassword',
      serviceToken: setPassword.function.functionArn,
      serviceTimeout: Duration.minutes(1),
      properties: { userPoolId, username: user.ref, temporaryPassword: password.valueAsString },
    });
  }
}
