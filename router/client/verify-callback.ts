import { Webhook, WebhookVerificationError } from 'standardwebhooks';

/** A delivery as it arrived at a callback's URL. */
export interface ReceivedCallback {
  /** The callback's signing secret, or several of them: any one will do. */
  readonly secret: string | readonly string[];
  /** Of the request: `webhook-id`, `webhook-timestamp` and `webhook-signature` count. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it came, before any parser: its bytes are what is signed. */
  readonly body: string | Uint8Array;
}

/** The delivery was not signed with the secret, or is older or newer than five minutes: do not believe it. */
export class CallbackVerificationError extends Error {
  override readonly name = 'CallbackVerificationError';
}

/**
 * Tells whether a delivery is the router's, and what it says. A delivery may come more than once: its `webhook-id` is
 * then the same.
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
    'The callback is not signed with the secret, or not of these minutes.',
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
