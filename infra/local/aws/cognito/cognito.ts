import type { JWTPayload } from 'jose';
import { AwsError } from '../core/aws-error.ts';
import type { Home } from '../core/caller.ts';
import type { Kernel } from '../iam/kernel.ts';
import type { AppClient } from './app-client.ts';
import { issueUserTokens } from './tokens.ts';
import { UserPool } from './user-pool.ts';

/** Amazon Cognito user pools of all accounts and Regions. */
export class Cognito {
  readonly #kernel: Kernel;
  readonly #pools = new Map<string, UserPool>();
  readonly #domains = new Map<string, string>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  createUserPool(home: Home): UserPool {
    const pool = new UserPool(home, this.#kernel.clock);
    this.#pools.set(pool.id, pool);
    return pool;
  }

  /** @throws AwsError ResourceNotFoundException */
  userPool(userPoolId: string): UserPool {
    const pool = this.#pools.get(userPoolId);
    if (pool === undefined)
      throw new AwsError('ResourceNotFoundException', `User pool ${userPoolId} does not exist.`);
    return pool;
  }

  /** @throws AwsError ResourceNotFoundException, InvalidParameterException */
  deleteUserPool(userPoolId: string): void {
    const pool = this.userPool(userPoolId);
    const inUse = [...this.#domains.values()].includes(userPoolId);
    if (pool.deletionProtection || inUse) {
      const why = inUse ? 'it has a domain' : 'deletion protection is active';
      throw new AwsError('InvalidParameterException', `The user pool cannot be deleted: ${why}.`);
    }
    this.#pools.delete(userPoolId);
  }

  /** @throws AwsError InvalidParameterException when another pool has the domain */
  createDomain(userPoolId: string, domain: string): void {
    if (this.#domains.has(domain))
      throw new AwsError(
        'InvalidParameterException',
        `Domain ${domain} already associated with another user pool.`,
      );
    this.#domains.set(domain, this.userPool(userPoolId).id);
  }

  deleteDomain(domain: string): void {
    this.#domains.delete(domain);
  }

  /** A machine client with a given id and secret, which Cognito would generate. */
  addClient(
    userPoolId: string,
    options: { readonly clientId: string; readonly clientSecret: string; readonly scopes: readonly string[] },
  ): AppClient {
    const { clientId, clientSecret, scopes } = options;
    return this.userPool(userPoolId).putClient({
      clientId,
      clientSecret,
      clientName: clientId,
      allowedOAuthFlows: ['client_credentials'],
      allowedOAuthScopes: scopes,
    });
  }

  /** Client ids are unique over all pools. */
  findClient(clientId: string): { readonly pool: UserPool; readonly client: AppClient } | undefined {
    for (const pool of this.#pools.values()) {
      const client = pool.clients.get(clientId);
      if (client !== undefined) return { pool, client };
    }
    return undefined;
  }

  /**
   * For tests: the tokens of a user who has signed in through a client, as its authorization-code flow gives them.
   *
   * @param scopes default to the client's
   * @throws Error with the OAuth error's name when the client has no such flow or scope
   */
  async signIn(
    userPoolId: string,
    options: { readonly clientId: string; readonly username: string; readonly scopes?: readonly string[] },
  ): Promise<{ readonly accessToken: string; readonly idToken: string }> {
    const pool = this.userPool(userPoolId);
    const client = pool.client(options.clientId);
    const scopes = options.scopes ?? client.allowedOAuthScopes;
    if (!client.allowedOAuthFlows.includes('code')) throw new Error('unauthorized_client');
    if (!scopes.every((scope) => client.allowedOAuthScopes.includes(scope))) throw new Error('invalid_scope');
    return await issueUserTokens(pool, client, pool.user(options.username), scopes, this.#kernel.clock.now());
  }

  /**
   * The claims of an access token of the pool, or undefined: the check of API Gateway's Cognito authorizer, which
   * checks scopes itself.
   */
  async verifyAccessToken(token: string, userPoolArn: string): Promise<JWTPayload | undefined> {
    const pool = [...this.#pools.values()].find(({ arn }) => arn === userPoolArn);
    const claims = await pool?.key.verify(token, pool.issuer, this.#kernel.clock.now());
    return claims?.token_use === 'access' ? claims : undefined;
  }
}
