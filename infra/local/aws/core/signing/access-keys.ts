import { randomBytes } from 'node:crypto';
import type { RoleCaller, UserCaller } from '../caller.ts';

/** Temporary credentials from STS. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface AccessKey {
  readonly secretAccessKey: string;
  /** Only temporary credentials have one. */
  readonly sessionToken?: string;
  readonly caller: UserCaller | RoleCaller;
}

/** All access keys of all accounts, by access key id. */
export class AccessKeys {
  readonly #keys = new Map<string, AccessKey>();

  add(accessKeyId: string, secretAccessKey: string, user: UserCaller): void {
    this.#keys.set(accessKeyId, { secretAccessKey, caller: { ...user, accessKeyId } });
  }

  /** New temporary credentials for a role's session. */
  issue(session: RoleCaller): SessionCredentials {
    const accessKeyId = `ASIA${randomName(16)}`;
    const secretAccessKey = randomBytes(30).toString('base64');
    const sessionToken = randomBytes(96).toString('base64');
    this.#keys.set(accessKeyId, { secretAccessKey, sessionToken, caller: { ...session, accessKeyId } });
    return { accessKeyId, secretAccessKey, sessionToken, expiresAt: session.expiresAt };
  }

  find(accessKeyId: string): AccessKey | undefined {
    return this.#keys.get(accessKeyId);
  }
}

/** Random capital letters and digits, as many as AWS's unique ids have after their prefix. */
export function randomName(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from(randomBytes(length), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}
