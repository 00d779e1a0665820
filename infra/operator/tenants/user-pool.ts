import {
  AddUserPoolClientSecretCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
  DeleteUserPoolClientSecretCommand,
  DescribeUserPoolClientCommand,
  ListUserPoolClientSecretsCommand,
  paginateListUserPoolClients,
} from '@aws-sdk/client-cognito-identity-provider';
import type { ApiScope } from '../../../registrar/contract/names.ts';
import type { Operator } from '../operator.ts';
import { RefusedError } from '../refused-error.ts';

/** The OAuth clients of the API, in the stack's user pool. */

export interface PoolClient {
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

export interface SecretSeen {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** @throws RefusedError when the pool has no such client */
export async function assertClient(operator: Operator, clientId: string): Promise<void> {
  await ofClient(clientId, describeClient(operator, clientId));
}

/** @param onProgress called for each page of clients, because Cognito describes one client at a time */
export async function listClients(
  operator: Operator,
  onProgress: (done: number, all: number) => void,
): Promise<readonly PoolClient[]> {
  const ids: string[] = [];
  const pages = paginateListUserPoolClients({ client: cognito(operator), pageSize: 60 }, poolOf(operator));
  for await (const { UserPoolClients = [] } of pages)
    ids.push(...UserPoolClients.map(({ ClientId = '' }) => ClientId));
  const clients: PoolClient[] = [];
  for (const clientId of ids) {
    const { UserPoolClient: { ClientName = '', AllowedOAuthScopes = [] } = {} } = await describeClient(
      operator,
      clientId,
    );
    clients.push({ clientId, name: ClientName, scopes: AllowedOAuthScopes });
    if (clients.length % 20 === 0) onProgress(clients.length, ids.length);
  }
  return clients;
}

/** Creates a client for machines, with a secret that Cognito generates. */
export async function createClient(
  operator: Operator,
  ClientName: string,
  scopes: readonly ApiScope[],
): Promise<{ readonly clientId: string; readonly secret: string }> {
  const { UserPoolClient: { ClientId = '', ClientSecret = '' } = {} } = await cognito(operator).send(
    new CreateUserPoolClientCommand({
      ...poolOf(operator),
      ClientName,
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: [...scopes],
      // No person signs in with it; without a list, Cognito would allow sign-in flows.
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      EnableTokenRevocation: true,
    }),
  );
  return { clientId: ClientId, secret: ClientSecret };
}

export async function deleteClient(operator: Operator, ClientId: string): Promise<void> {
  await cognito(operator).send(new DeleteUserPoolClientCommand({ ...poolOf(operator), ClientId }));
}

/** The oldest first. @throws RefusedError when the pool has no such client */
export async function secretsOf(operator: Operator, ClientId: string): Promise<readonly SecretSeen[]> {
  const command = new ListUserPoolClientSecretsCommand({ ...poolOf(operator), ClientId });
  const { ClientSecrets = [] } = await ofClient(ClientId, cognito(operator).send(command));
  return ClientSecrets.map(({ ClientSecretId = '', ClientSecretCreateDate }) => ({
    id: ClientSecretId,
    createdAt: ClientSecretCreateDate?.toISOString() ?? '',
  })).sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
}

/** @returns the new secret, which Cognito returns only here */
export async function addSecret(operator: Operator, ClientId: string): Promise<string> {
  const command = new AddUserPoolClientSecretCommand({ ...poolOf(operator), ClientId });
  const { ClientSecretDescriptor: { ClientSecretValue = '' } = {} } = await cognito(operator).send(command);
  return ClientSecretValue;
}

export async function deleteSecret(
  operator: Operator,
  ClientId: string,
  ClientSecretId: string,
): Promise<void> {
  const input = { ...poolOf(operator), ClientId, ClientSecretId };
  await cognito(operator).send(new DeleteUserPoolClientSecretCommand(input));
}

function describeClient(operator: Operator, ClientId: string) {
  return cognito(operator).send(new DescribeUserPoolClientCommand({ ...poolOf(operator), ClientId }));
}

async function ofClient<T>(clientId: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    // An argument that does not have the form of a client id is refused without a request.
    if (
      error instanceof Error &&
      ['ResourceNotFoundException', 'InvalidParameterException'].includes(error.name)
    )
      throw new RefusedError(
        `The user pool has no client ${clientId}; npm run tenants -- clients lists all.`,
        {
          cause: error,
        },
      );
    throw error;
  }
}

function cognito({ access }: Operator): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient(access);
}

function poolOf({ outputs }: Operator): { readonly UserPoolId: string } {
  return { UserPoolId: outputs.UserPoolId };
}
