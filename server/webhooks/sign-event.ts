/** How an event says whose it is, as in Standard Webhooks: HMAC-SHA256 over its id, the time and the body (rule HOOK-2). */
import { createHmac, randomBytes } from 'node:crypto';

/** Fresh bytes to sign with, in base 64. */
export const freshSecret = (): string => randomBytes(32).toString('base64');

/** How it is shown to who checks signatures. */
export const tellSecret = (secret: string): string => `whsec_${secret}`;

/**
 * The headers of an event.
 * @param secret in base 64
 * @param now in milliseconds; told in seconds
 */
export function signEvent(
  secret: string,
  { id, body }: { readonly id: string; readonly body: string },
  now: number,
): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(now / 1_000));
  const signature = createHmac('sha256', Buffer.from(secret, 'base64'))
    .update(`${id}.${seconds}.${body}`)
    .digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${signature}`,
  };
}
