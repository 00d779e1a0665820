import { randomBytes } from 'node:crypto';

/** For how long after a rotation deliveries also have a signature with the previous secret. */
export const SECRET_OVERLAP_MILLISECONDS = 24 * 3_600_000;
/** How many secrets before the present one sign at a time: each is a signature in the header of every delivery. */
export const MAX_PREVIOUS_SECRETS = 3;

/** A new signing secret: "between 24 bytes and 64 bytes", base64, after `whsec_` (Standard Webhooks, "Symmetric"). */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

export interface Secrets {
  readonly secret: string;
  readonly previousSecret?: string;
  /** Milliseconds since the epoch. */
  readonly previousSecretUntil?: number;
  /** Those before the previous one, newest first. */
  readonly earlierSecrets?: readonly EndingSecret[];
}

export interface EndingSecret {
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

export type RotatedSecrets = Required<Secrets>;

/** The secrets to sign with at a time, newest first. */
export function validSecrets(secrets: Secrets, now: number): readonly string[] {
  return [secrets.secret, ...endingSecrets(secrets, now).map(({ secret }) => secret)];
}

/**
 * A new secret in place of the present one. All others keep their ends, so that no receiver loses the secret that it
 * has, not even by a rotation whose answer got lost and that was repeated.
 *
 * @returns when the next rotation is possible, in milliseconds since the epoch, if there are too many secrets
 */
export function withNewSecret(
  secrets: Secrets,
  secret: string,
  now: number,
): RotatedSecrets | { readonly possibleAt: number } {
  const ending = endingSecrets(secrets, now);
  const oldest = ending[MAX_PREVIOUS_SECRETS - 1];
  if (oldest !== undefined) return { possibleAt: oldest.until };
  return {
    secret,
    previousSecret: secrets.secret,
    previousSecretUntil: now + SECRET_OVERLAP_MILLISECONDS,
    earlierSecrets: ending,
  };
}

/** The secrets before the present one that still sign, newest first. */
function endingSecrets(
  { previousSecret, previousSecretUntil = 0, earlierSecrets = [] }: Secrets,
  now: number,
): readonly EndingSecret[] {
  const previous =
    previousSecret === undefined ? [] : [{ secret: previousSecret, until: previousSecretUntil }];
  return [...previous, ...earlierSecrets].filter(({ until }) => now < until);
}
