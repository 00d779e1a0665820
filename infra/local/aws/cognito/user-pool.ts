import { randomUUID } from 'node:crypto';
import { AwsError } from '../core/aws-error.ts';
import type { Home } from '../core/caller.ts';
import type { Clock } from '../core/clock/clock.ts';
import {
  type AppClient,
  type AppClientOptions,
  alphanumeric,
  clientSecret as newSecret,
} from './app-client.ts';
import { SigningKey } from './signing-key.ts';

export interface PasswordPolicy {
  readonly minimumLength: number;
  /** Character classes of which a password needs at least one each. */
  readonly required: readonly RegExp[];
}

export interface User {
  readonly username: string;
  readonly sub: string;
  readonly groups: Set<string>;
  password?: string;
}

const OPENID_SCOPES = ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'];

/** One user pool's clients, scopes, groups and users. */
export class UserPool {
  readonly id: string;
  readonly home: Home;
  readonly arn: string;
  /** The `iss` of its tokens; its local endpoints have another address. */
  readonly issuer: string;
  readonly key = new SigningKey();
  passwordPolicy: PasswordPolicy = { minimumLength: 8, required: [] };
  deletionProtection = false;
  readonly clients = new Map<string, AppClient>();
  readonly groups = new Set<string>();
  readonly users = new Map<string, User>();
  /** By resource server: the names of its scopes. */
  readonly #scopes = new Map<string, readonly string[]>();
  readonly #clock: Clock;

  constructor(home: Home, clock: Clock) {
    this.home = home;
    this.#clock = clock;
    this.id = `${home.region}_${alphanumeric(9)}`;
    this.arn = `arn:aws:cognito-idp:${home.region}:${home.accountId}:userpool/${this.id}`;
    this.issuer = `https://cognito-idp.${home.region}.amazonaws.com/${this.id}`;
  }

  putResourceServer(identifier: string, scopeNames: readonly string[]): void {
    this.#scopes.set(identifier, scopeNames);
  }

  deleteResourceServer(identifier: string): void {
    this.#scopes.delete(identifier);
  }

  /**
   * Creates a client, or changes the existing one with the id and keeps its secrets.
   *
   * @throws AwsError ScopeDoesNotExistException for a scope that no resource server has
   */
  putClient(options: AppClientOptions): AppClient {
    const {
      clientId = alphanumeric(26).toLowerCase(),
      clientSecret = false,
      allowedOAuthScopes = [],
    } = options;
    const known = [...OPENID_SCOPES, ...this.#customScopes()];
    const unknown = allowedOAuthScopes.find((scope) => !known.includes(scope));
    if (unknown !== undefined)
      throw new AwsError('ScopeDoesNotExistException', `Invalid scope requested: ${unknown}`);
    const client = {
      clientId,
      clientName: options.clientName ?? '',
      secrets: this.#secretsOf(clientId, clientSecret),
      allowedOAuthFlows: options.allowedOAuthFlows ?? [],
      allowedOAuthScopes,
      accessTokenValiditySeconds: options.accessTokenValiditySeconds ?? 3600,
    };
    this.clients.set(clientId, client);
    return client;
  }

  /** @throws AwsError ResourceNotFoundException */
  client(clientId: string): AppClient {
    const client = this.clients.get(clientId);
    if (client === undefined)
      throw new AwsError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
    return client;
  }

  /** @throws AwsError UsernameExistsException */
  createUser(username: string): User {
    if (this.users.has(username))
      throw new AwsError('UsernameExistsException', 'User account already exists.');
    const user = { username, sub: randomUUID(), groups: new Set<string>() };
    this.users.set(username, user);
    return user;
  }

  /** @throws AwsError UserNotFoundException */
  user(username: string): User {
    const user = this.users.get(username);
    if (user === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
    return user;
  }

  /** @throws AwsError UserNotFoundException, ResourceNotFoundException */
  addUserToGroup(username: string, groupName: string): void {
    if (!this.groups.has(groupName)) throw new AwsError('ResourceNotFoundException', 'Group not found.');
    this.user(username).groups.add(groupName);
  }

  /** @throws AwsError UserNotFoundException, InvalidPasswordException */
  setPassword(username: string, password: string): void {
    const { minimumLength, required } = this.passwordPolicy;
    const user = this.user(username);
    if (password.length < minimumLength || !required.every((shape) => shape.test(password)))
      throw new AwsError('InvalidPasswordException', 'Password did not conform with policy.');
    user.password = password;
  }

  #secretsOf(clientId: string, wanted: string | boolean): AppClient['secrets'] {
    if (wanted === false) return [];
    const now = this.#clock.now();
    if (typeof wanted === 'string') return [newSecret(clientId, now, wanted)];
    const { secrets = [] } = this.clients.get(clientId) ?? {};
    return secrets.length > 0 ? secrets : [newSecret(clientId, now)];
  }

  #customScopes(): readonly string[] {
    return [...this.#scopes].flatMap(([identifier, names]) => names.map((name) => `${identifier}/${name}`));
  }
}
