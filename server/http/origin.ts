/**
 * May a page from this origin talk to the relay? A browser names the page's origin and cannot be made to lie
 * about it; programs that are not browsers send none and prove themselves by their token alone (rule AUTH-6).
 */

export interface OriginRule {
  /** Origins that may connect beside the relay's own. */
  readonly origins: readonly string[];
  /** Whether the relay listens on loopback only. */
  readonly loopback: boolean;
}

export function originAllowed(
  origin: string | undefined,
  host: string | undefined,
  rule: OriginRule,
): boolean {
  if (origin === undefined) return true;
  if (rule.origins.includes(origin)) return true;
  const page = URL.parse(origin);
  if (!page || !/^https?:$/.test(page.protocol) || host === undefined) return false;
  return page.host === host.toLowerCase() && (!rule.loopback || isLoopbackName(page.hostname));
}

/**
 * Whether a `Host` header names this machine itself. On loopback this is what stops a page whose own name was
 * made to point to 127.0.0.1: its origin and its `Host` agree, and neither of them is ours.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  const parsed = host === undefined ? null : URL.parse(`http://${host}`);
  return parsed !== null && isLoopbackName(parsed.hostname);
}

const isLoopbackName = (name: string): boolean =>
  name === 'localhost' || name === '[::1]' || name.endsWith('.localhost') || /^127(\.\d{1,3}){3}$/.test(name);
