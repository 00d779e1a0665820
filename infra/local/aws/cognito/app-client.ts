import { randomBytes } from 'node:crypto';
import { AwsError } from '../core/aws-error.ts';

/** An app client of a user pool. */
export interface AppClient {
  readonly clientId: string;
  readonly clientName: string;
  /** The oldest first; none for public clients. */
  readonly secrets: readonly ClientSecret[];
  readonly allowedOAuthFlows: readonly string[];
  readonly allowedOAuthScopes: readonly string[];
  readonly accessTokenValiditySeconds: number;
}

export interface ClientSecret {
  /** `<client id>--<time of its creation>` ("ClientSecretDescriptorType"; that the time is in milliseconds is a guess). */
  readonly id: string;
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface AppClientOptions {
  /** @default a generated one */
  readonly clientId?: string;
  /** @default '' */
  readonly clientName?: string;
  /** A given secret, or whether to generate one. @default false */
  readonly clientSecret?: string | boolean;
  /** `client_credentials`, `code`. @default none */
  readonly allowedOAuthFlows?: readonly string[];
  /** @default none */
  readonly allowedOAuthScopes?: readonly string[];
  /** @default 3600 */
  readonly accessTokenValiditySeconds?: number;
}

/** "Supports up to 2 active secrets per app client" (AddUserPoolClientSecret). */
const MAX_SECRETS = 2;

export function clientSecret(clientId: string, now: number, value = generatedSecret()): ClientSecret {
  return { id: `${clientId}--${now}`, value, createdAt: now };
}

/**
 * AddUserPoolClientSecret: "for an existing confidential user pool app client".
 *
 * @throws AwsError InvalidParameterException for a public client, LimitExceededException when there are two
 */
export function withAnotherSecret(client: AppClient, now: number): AppClient {
  const { clientId, secrets } = client;
  if (secrets.length === 0)
    throw new AwsError('InvalidParameterException', `Client ${clientId} is a public client.`);
  if (secrets.length >= MAX_SECRETS)
    throw new AwsError('LimitExceededException', `Client ${clientId} already has ${MAX_SECRETS} secrets.`);
  return { ...client, secrets: [...secrets, clientSecret(clientId, now)] };
}

/**
 * DeleteUserPoolClientSecret: "You cannot delete the last remaining secret". The page does not say which error it is,
 * so the name here is a guess.
 *
 * @throws AwsError ResourceNotFoundException, InvalidParameterException
 */
export function withoutSecret(client: AppClient, secretId: string): AppClient {
  const secrets = client.secrets.filter(({ id }) => id !== secretId);
  if (secrets.length === client.secrets.length)
    throw new AwsError('ResourceNotFoundException', `Client secret ${secretId} does not exist.`);
  if (secrets.length === 0)
    throw new AwsError('InvalidParameterException', 'The last secret of a client cannot be deleted.');
  return { ...client, secrets };
}

function generatedSecret(): string {
  return alphanumeric(51).toLowerCase();
}

export function alphanumeric(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from(randomBytes(length), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}
