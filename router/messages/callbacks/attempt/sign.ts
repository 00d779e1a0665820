import { Webhook } from 'standardwebhooks';

export interface SignedContent {
  readonly id: string;
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The headers of a delivery, signed with each secret; a receiver accepts any of the signatures.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signedHeaders(
  { id, payload, at }: SignedContent,
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = new Date(at);
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, timestamp, payload));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': signatures.join(' '),
  };
}
