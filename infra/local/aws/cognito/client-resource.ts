import type { Properties, ResourceProvider } from '../cloudformation/resource-provider.ts';
import type { AppClient, AppClientOptions } from './app-client.ts';
import type { Cognito } from './cognito.ts';

const SECONDS_BY_UNIT: Readonly<Record<string, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
};

/** What CloudFormation's type and the API have in common: the simulated settings, and those without an effect here. */
export const CLIENT_PROPERTIES = {
  properties: [
    'AccessTokenValidity',
    'AllowedOAuthFlows',
    'AllowedOAuthFlowsUserPoolClient',
    'AllowedOAuthScopes',
    'ClientName',
    'GenerateSecret',
    'TokenValidityUnits',
    'UserPoolId',
  ],
  withoutLocalEffect: [
    'CallbackURLs',
    'EnableTokenRevocation',
    'ExplicitAuthFlows',
    'IdTokenValidity',
    'LogoutURLs',
    'PreventUserExistenceErrors',
    'RefreshTokenValidity',
    'SupportedIdentityProviders',
  ],
};

/** `AWS::Cognito::UserPoolClient` */
export function clientProvider(cognito: Cognito): ResourceProvider {
  return {
    ...CLIENT_PROPERTIES,
    replacedBy: ['GenerateSecret', 'UserPoolId'],
    async create(context, properties) {
      const clientName = String(properties.ClientName ?? context.generateName(128));
      const pool = cognito.userPool(String(properties.UserPoolId));
      return stateOf(pool.putClient({ ...clientOptions(properties), clientName }));
    },
    async update(_context, clientId, properties) {
      const pool = cognito.userPool(String(properties.UserPoolId));
      const { clientName } = pool.client(clientId);
      return stateOf(pool.putClient({ clientName, ...clientOptions(properties), clientId }));
    },
    async delete(_context, clientId, { UserPoolId }) {
      cognito.userPool(String(UserPoolId)).clients.delete(clientId);
    },
  };
}

/** @param properties of the resource type, or of CreateUserPoolClient */
export function clientOptions(properties: Properties): AppClientOptions {
  const { AccessTokenValidity, AllowedOAuthFlowsUserPoolClient, ClientName, GenerateSecret } = properties;
  // Without this switch the client's OAuth settings have no effect.
  const usesOAuth = String(AllowedOAuthFlowsUserPoolClient) === 'true';
  const unit = (properties.TokenValidityUnits as Properties | undefined)?.AccessToken ?? 'hours';
  return {
    ...(ClientName !== undefined && { clientName: String(ClientName) }),
    clientSecret: String(GenerateSecret) === 'true',
    allowedOAuthFlows: usesOAuth ? strings(properties.AllowedOAuthFlows) : [],
    allowedOAuthScopes: usesOAuth ? strings(properties.AllowedOAuthScopes) : [],
    accessTokenValiditySeconds: Number(AccessTokenValidity ?? 1) * (SECONDS_BY_UNIT[String(unit)] ?? 3600),
  };
}

function stateOf({ clientId, clientName, secrets: [secret] }: AppClient) {
  return {
    physicalId: clientId,
    attributes: {
      ClientId: clientId,
      Name: clientName,
      ...(secret !== undefined && { ClientSecret: secret.value }),
    },
  };
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
