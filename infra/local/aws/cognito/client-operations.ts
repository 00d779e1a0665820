import * as v from 'valibot';
import { AwsError, notSimulated } from '../core/aws-error.ts';
import { parseInput } from '../core/protocols/json-input.ts';
import type { JsonObject, JsonOperation } from '../core/protocols/json-protocol.ts';
import type { SignedRequest } from '../core/wire-service.ts';
import { type AppClient, type ClientSecret, withAnotherSecret, withoutSecret } from './app-client.ts';
import { CLIENT_PROPERTIES, clientOptions } from './client-resource.ts';
import type { UserPool } from './user-pool.ts';

/** The pool of a request, once its caller is authorized for the action on it. */
export type AuthorizedPool = (action: string, input: JsonObject, request: SignedRequest) => UserPool;

/** "Valid Range: Minimum value of 0. Maximum value of 60" (ListUserPoolClients). */
const MAX_PAGE = 60;

const NewClient = v.object({
  ClientName: v.pipe(v.string(), v.regex(/^[\w\s+=,.@-]{1,128}$/)),
  GenerateSecret: v.optional(v.boolean()),
  AllowedOAuthFlows: v.optional(v.array(v.picklist(['code', 'implicit', 'client_credentials']))),
  AllowedOAuthScopes: v.optional(v.array(v.string())),
});
const ChangedClient = v.object({
  ...NewClient.entries,
  ClientName: v.optional(NewClient.entries.ClientName),
});
const Page = v.object({
  MaxResults: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_PAGE)), MAX_PAGE),
  NextToken: v.optional(v.pipe(v.string(), v.regex(/^\d+$/)), '0'),
});
const SecretId = v.object({ ClientSecretId: v.string() });

/** App clients by API, named and constrained as Cognito's API reference has them. @param now milliseconds since the epoch */
export function clientOperations(
  authorizedPool: AuthorizedPool,
  now: () => number,
): Readonly<Record<string, JsonOperation>> {
  const authorizedClient = (action: string, input: JsonObject, request: SignedRequest) => {
    const pool = authorizedPool(action, input, request);
    return { pool, client: pool.client(String(input.ClientId)) };
  };
  return {
    CreateUserPoolClient(input, request) {
      const pool = authorizedPool('CreateUserPoolClient', input, request);
      read(NewClient, input);
      assertSimulated('CreateUserPoolClient', input);
      assertFlows(input);
      return { UserPoolClient: described(pool, pool.putClient(clientOptions(input))) };
    },

    DescribeUserPoolClient(input, request) {
      const { pool, client } = authorizedClient('DescribeUserPoolClient', input, request);
      return { UserPoolClient: described(pool, client) };
    },

    /** "If you don't provide a value for an attribute, Amazon Cognito sets it to its default value." */
    UpdateUserPoolClient(input, request) {
      const { pool, client } = authorizedClient('UpdateUserPoolClient', input, request);
      read(ChangedClient, input);
      assertSimulated('UpdateUserPoolClient', input);
      assertFlows(input);
      const { clientId, clientName, secrets } = client;
      const clientSecret = secrets.length > 0;
      const changed = pool.putClient({ clientName, ...clientOptions(input), clientId, clientSecret });
      return { UserPoolClient: described(pool, changed) };
    },

    DeleteUserPoolClient(input, request) {
      const { pool, client } = authorizedClient('DeleteUserPoolClient', input, request);
      pool.clients.delete(client.clientId);
    },

    ListUserPoolClients(input, request) {
      const pool = authorizedPool('ListUserPoolClients', input, request);
      const { MaxResults, NextToken } = read(Page, input);
      const from = Number(NextToken);
      const clients = [...pool.clients.values()];
      const next = from + MaxResults;
      return {
        UserPoolClients: clients.slice(from, next).map(({ clientId, clientName }) => ({
          ClientId: clientId,
          UserPoolId: pool.id,
          ClientName: clientName,
        })),
        ...(next < clients.length && { NextToken: String(next) }),
      };
    },

    AddUserPoolClientSecret(input, request) {
      const { pool, client } = authorizedClient('AddUserPoolClientSecret', input, request);
      if (input.ClientSecret !== undefined)
        throw notSimulated('a given secret in cognito-idp:AddUserPoolClientSecret');
      const changed = withAnotherSecret(client, now());
      pool.clients.set(client.clientId, changed);
      const [added] = changed.secrets.slice(-1);
      return {
        ClientSecretDescriptor: added && { ...describedSecret(added), ClientSecretValue: added.value },
      };
    },

    /** "The response never reveals the actual secret value". */
    ListUserPoolClientSecrets(input, request) {
      const { client } = authorizedClient('ListUserPoolClientSecrets', input, request);
      return { ClientSecrets: client.secrets.map(describedSecret) };
    },

    DeleteUserPoolClientSecret(input, request) {
      const { pool, client } = authorizedClient('DeleteUserPoolClientSecret', input, request);
      const { ClientSecretId } = read(SecretId, input);
      pool.clients.set(client.clientId, withoutSecret(client, ClientSecretId));
    },
  };
}

/** That the oldest of several secrets is described is a guess: the page was written for one secret. */
function described(pool: UserPool, client: AppClient) {
  return {
    UserPoolId: pool.id,
    ClientId: client.clientId,
    ClientName: client.clientName,
    ClientSecret: client.secrets[0]?.value,
    AllowedOAuthFlows: client.allowedOAuthFlows,
    AllowedOAuthScopes: client.allowedOAuthScopes,
    AllowedOAuthFlowsUserPoolClient: client.allowedOAuthFlows.length > 0,
  };
}

function describedSecret({ id, createdAt }: ClientSecret) {
  return { ClientSecretId: id, ClientSecretCreateDate: createdAt / 1000 };
}

/** Settings without an effect here may be given; others are not ignored. */
function assertSimulated(operation: string, input: JsonObject): void {
  const known = ['ClientId', ...CLIENT_PROPERTIES.properties, ...CLIENT_PROPERTIES.withoutLocalEffect];
  const unknown = Object.keys(input).find((name) => !known.includes(name));
  if (unknown !== undefined) throw notSimulated(`the parameter ${unknown} of cognito-idp:${operation}`);
}

/**
 * `client_credentials` must be the only flow, in a client with a secret, and without OpenID's scopes ("App client
 * settings terms"; hashicorp/terraform-provider-aws#4984 shows the last one's answer).
 */
function assertFlows(input: JsonObject): void {
  const { AllowedOAuthFlows: flows = [], AllowedOAuthScopes: scopes = [] } = read(ChangedClient, input);
  if (!flows.includes('client_credentials')) return;
  if (flows.length > 1)
    throw invalidFlow('client_credentials flow can not be selected along with code flow or implicit flow.');
  if (input.ClientId === undefined && input.GenerateSecret !== true)
    throw invalidFlow('client_credentials flow can not be selected if client does not have a client secret.');
  const openId = scopes.find((scope) => !scope.includes('/'));
  if (openId !== undefined) throw invalidFlow(`${openId} is not supported with client_credentials flow.`);
}

function invalidFlow(message: string): AwsError {
  return new AwsError('InvalidOAuthFlowException', message);
}

function read<Schema extends v.GenericSchema>(schema: Schema, input: JsonObject): v.InferOutput<Schema> {
  return parseInput(schema, input, 'InvalidParameterException');
}
