import { randomBytes } from 'node:crypto';

/** For how long after a rotation deliveries have a second signature, with the previous secret. */
export const SECRET_OVERLAP_MILLISECONDS = 24 * 3_600_000;

/** A new signing secret: "between 24 bytes and 64 bytes", base64, after `whsec_` (Standard Webhooks, "Symmetric"). */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

export interface Secrets {
  readonly secret: string;
  readonly previousSecret?: string;
  /** Milliseconds since the epoch. */
  readonly previousSecretUntil?: number;
}

/** The secrets to sign with at a time, newest first. */
export function validSecrets(
  { secret, previousSecret, previousSecretUntil = 0 }: Secrets,
  now: number,
): readonly string[] {
  return previousSecret !== undefined && now < previousSecretUntil ? [secret, previousSecret] : [secret];
}
