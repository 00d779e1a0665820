import { Webhook, WebhookVerificationError } from 'standardwebhooks';

/** A delivery as it arrived at a callback's URL. */
export interface ReceivedCallback {
  /** The callback's signing secret, or several, any of which may match. */
  readonly secret: string | readonly string[];
  /** The request's headers; `webhook-id`, `webhook-timestamp` and `webhook-signature` are read. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The raw body before any parser, because its bytes are signed. */
  readonly body: string | Uint8Array;
}

/** The delivery was not signed with the secret, or is more than five minutes off: do not trust it. */
export class CallbackVerificationError extends Error {
  override readonly name = 'CallbackVerificationError';
}

/**
 * Verifies that a delivery is the router's, and returns its content. A delivery may arrive more than once, with the
 * same `webhook-id`.
 *
 * @see https://www.standardwebhooks.com/
 * @throws CallbackVerificationError
 */
export function verifyCallback<Payload = unknown>({ secret, headers, body }: ReceivedCallback): Payload {
  const signed = Object.fromEntries(SIGNED_HEADERS.map((name) => [name, headerOf(headers, name)]));
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  let refusal: unknown;
  for (const one of [secret].flat()) {
    try {
      return new Webhook(one).verify(text, signed) as Payload;
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      refusal = error;
    }
  }
  throw new CallbackVerificationError(
    'The callback is not signed with the secret, or its timestamp is more than five minutes off.',
    {
      cause: refusal,
    },
  );
}

const SIGNED_HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];

function headerOf(headers: ReceivedCallback['headers'], name: string): string {
  if (headers instanceof Headers) return headers.get(name) ?? '';
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? [];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}
