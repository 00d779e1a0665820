import { Aws } from 'aws-cdk-lib';
import {
  CfnUserPool,
  CfnUserPoolClient,
  CfnUserPoolDomain,
  CfnUserPoolGroup,
  CfnUserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { ApiScope } from '../../../registrar/contract/names.ts';
import { ADMIN_GROUP, ADMIN_SCOPE, API_SCOPES } from '../../../registrar/contract/names.ts';

/** The resource server: the part of every scope before the slash. */
const RESOURCE_SERVER = 'api';

const SCOPE_DESCRIPTIONS: Readonly<Record<ApiScope, string>> = {
  'api/Admin': 'Call the API for every tenant',
  'api/Read': 'Read from tenants that bind the caller',
  'api/Send': 'Send messages for tenants that bind the caller',
  'api/Manage': 'Read, send and manage resources of tenants that bind the caller',
};

export interface AuthProps {
  /** URLs to which the sign-in page may redirect with an authorization code. */
  readonly callbackUrls: readonly string[];
  /**
   * A host name with its certificate in us-east-1. Its parent domain must already have an A record.
   *
   * @default - a domain of Amazon Cognito, named after the account
   */
  readonly customDomain?: { readonly hostName: string; readonly certificateArn: string };
}

/**
 * The callers of the API: a Cognito user pool with the API's scopes, a client for machines (client credentials) and one
 * for people (authorization code with PKCE). Self sign-up is off, and people need a second factor.
 */
export class Auth extends Construct {
  readonly userPool: CfnUserPool;
  readonly domain: CfnUserPoolDomain;
  /** The host of the sign-in page and of the token endpoint. */
  readonly domainName: string;
  readonly group: CfnUserPoolGroup;
  readonly clientCredentialsClient: CfnUserPoolClient;
  readonly authorizationCodeClient: CfnUserPoolClient;

  constructor(scope: Construct, id: string, props: AuthProps) {
    super(scope, id);
    this.userPool = this.#createUserPool();
    const userPoolId = this.userPool.ref;
    this.group = new CfnUserPoolGroup(this, 'AdminGroup', {
      userPoolId,
      groupName: ADMIN_GROUP,
      description: 'People who may call the API for every tenant',
    });
    const resourceServer = new CfnUserPoolResourceServer(this, 'Api', {
      userPoolId,
      identifier: RESOURCE_SERVER,
      name: 'PinpointTenantRouterApi',
      scopes: API_SCOPES.map((scope) => ({
        scopeName: scope.slice(RESOURCE_SERVER.length + 1),
        scopeDescription: SCOPE_DESCRIPTIONS[scope],
      })),
    });
    this.clientCredentialsClient = new CfnUserPoolClient(this, 'MachineClient', {
      userPoolId,
      generateSecret: true,
      allowedOAuthFlowsUserPoolClient: true,
      allowedOAuthFlows: ['client_credentials'],
      allowedOAuthScopes: [ADMIN_SCOPE],
      explicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      enableTokenRevocation: true,
    });
    // A public client has no secret: Cognito verifies PKCE's code verifier instead.
    this.authorizationCodeClient = new CfnUserPoolClient(this, 'PeopleClient', {
      userPoolId,
      generateSecret: false,
      allowedOAuthFlowsUserPoolClient: true,
      allowedOAuthFlows: ['code'],
      allowedOAuthScopes: ['openid', ...API_SCOPES],
      callbackUrLs: [...props.callbackUrls],
      supportedIdentityProviders: ['COGNITO'],
      explicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      preventUserExistenceErrors: 'ENABLED',
      enableTokenRevocation: true,
    });
    // Cognito refuses a client whose scope does not exist yet.
    this.clientCredentialsClient.addResourceDependency(resourceServer);
    this.authorizationCodeClient.addResourceDependency(resourceServer);
    const { customDomain } = props;
    const prefix = `pinpoint-tenant-router-${Aws.ACCOUNT_ID}`;
    this.domainName = customDomain?.hostName ?? `${prefix}.auth.${Aws.REGION}.amazoncognito.com`;
    this.domain = new CfnUserPoolDomain(this, customDomain === undefined ? 'Domain' : 'CustomDomain', {
      userPoolId,
      domain: customDomain?.hostName ?? prefix,
      ...(customDomain !== undefined && {
        customDomainConfig: { certificateArn: customDomain.certificateArn },
      }),
    });
  }

  get tokenUrl(): string {
    return `https://${this.domainName}/oauth2/token`;
  }

  #createUserPool(): CfnUserPool {
    return new CfnUserPool(this, 'UserPool', {
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      // The sample's document states this rule for the temporary password.
      policies: {
        passwordPolicy: {
          minimumLength: 9,
          requireLowercase: true,
          requireUppercase: true,
          requireNumbers: true,
          requireSymbols: true,
          temporaryPasswordValidityDays: 1,
        },
      },
      mfaConfiguration: 'ON',
      enabledMfas: ['SOFTWARE_TOKEN_MFA'],
      // Detects leaked passwords and takeovers; billed for each person who signs in, not for machines.
      userPoolTier: 'PLUS',
      userPoolAddOns: { advancedSecurityMode: 'ENFORCED' },
      accountRecoverySetting: { recoveryMechanisms: [{ name: 'admin_only', priority: 1 }] },
    });
  }
}
