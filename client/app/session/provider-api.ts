/** An identity provider that signs people in, as the relay tells of it, and the way there and back (rule OIDC-8). */
import { enterBy, textOf, type Entering } from './entering.ts';
import { deviceName } from './account-api.ts';

const patience = 8_000;

/** What the provider is called; undefined where there is none, or no relay to ask. */
export async function providerName(): Promise<string | undefined> {
  try {
    const answer = await fetch('/api/oidc', { signal: AbortSignal.timeout(patience) });
    const isJson = answer.headers.get('Content-Type')?.startsWith('application/json');
    return answer.ok && isJson ? textOf(await answer.json(), 'name') || undefined : undefined;
  } catch {
    return undefined;
  }
}

/** Where the browser goes to sign in, and comes back to `to`, a path of this page. */
export const providerAddress = (to: string): string =>
  `/api/oidc/start?${new URLSearchParams({ to, device: deviceName(navigator.userAgent) }).toString()}`;

/** What stands behind the `#` of `/signed-in`, where the relay leads whoever came back. */
export type CameBack =
  | { readonly as: 'in'; readonly shop: string; readonly user: string; readonly to: string }
  | { readonly as: 'refused'; readonly why: string; readonly to: string };

export function readCameBack(path: string, hash: string): CameBack | undefined {
  if (path !== '/signed-in') return undefined;
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const [shop, user, why] = ['shop', 'user', 'refused'].map((part) => parts.get(part) ?? '');
  const asked = parts.get('to') ?? '/';
  const to = /^\/(?![/\\])/.test(asked) ? asked : '/';
  return shop && user ? { as: 'in', shop, user, to } : { as: 'refused', why: why ?? '', to };
}

/** The cookie that the relay gave with it is shown, and a session comes back. */
export const enterCameBack = ({ shop, user }: Extract<CameBack, { as: 'in' }>): Promise<Entering> =>
  enterBy(`/${shop}/${user}/refresh`, {});

const words: Readonly<Record<string, string>> = {
  denied: 'The sign-in was cancelled, or you may not use Solder there.',
  provider: 'The sign-in is not set up right. Ask whoever runs Solder for you.',
  forged: 'The sign-in took too long or was begun elsewhere. Begin again.',
  away: 'The sign-in page cannot be reached just now. Try again in a moment.',
  over: 'You are not signed in there any more. Begin again.',
  nobody: 'Nothing says which shop you are of. Ask whoever runs Solder for you.',
  unknown: 'There is no such shop here, or you were removed from it.',
  suspended: 'This shop is suspended. Ask whoever runs Solder for you.',
  full: 'The shop has room for no more people. Ask whoever runs Solder for you.',
};

export const describeCameBack = (why: string): string =>
  words[why] ?? 'The sign-in did not work. Begin again.';
