/**
 * An identity provider that signs people in, as the relay tells of it, and the way there and back (rules OIDC-8 and OIDC-11). What
 * comes back is taken in the tab that began, once: an address that is typed by hand lets nobody in.
 */
import { localPath } from '../../../shared/lib/local-path.ts';
import { deviceName } from './account-api.ts';
import { askRelay, textOf, whyOf } from './entering.ts';
import type { TabShelf, Who } from './sessions.ts';

const patience = 8_000;
/** What this tab began with. In no address, so that whoever looks at the screen does not learn it. */
const markKey = 'solder.signing-in';

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

/** A reason is one of those that `describeCameBack` has words for, the relay's silence `relay-away`. */
export type Begun =
  { readonly as: 'begun'; readonly address: string } | { readonly as: 'refused'; readonly why: string };

/** Where the browser goes to sign in, to come back to `to`, a path of this page. */
export async function beginAtProvider(tab: TabShelf, to: string): Promise<Begun> {
  const mark = freshMark();
  tab.setItem(markKey, mark);
  const device = deviceName(navigator.userAgent);
  const answer = await askRelay('POST', '/api/oidc/start', { to, device, mark });
  if (answer === 'away') return { as: 'refused', why: 'relay-away' };
  const address = textOf(answer.value, 'address');
  return answer.ok && address ? { as: 'begun', address } : { as: 'refused', why: reasonOf(answer.value) };
}

/** What `/signed-in` says, where the relay leads whoever came back. */
export type CameBack =
  { readonly as: 'in' } | { readonly as: 'refused'; readonly why: string; readonly to: string };

export function readCameBack(path: string, hash: string): CameBack | undefined {
  if (path !== '/signed-in') return undefined;
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const why = parts.get('refused');
  return why === null ? { as: 'in' } : { as: 'refused', why, to: localPath(parts.get('to')) };
}

export type CameIn =
  | { readonly as: 'in'; readonly who: Who; readonly to: string }
  | { readonly as: 'refused'; readonly why: string };

/**
 * Who came back to this tab, as the relay knows it. Once: after an answer, a second try has to begin again. Where none came
 * (`relay-away`) the same can be asked once more.
 */
export async function whoCameBack(tab: TabShelf): Promise<CameIn> {
  const mark = tab.getItem(markKey) ?? '';
  if (mark === '') return { as: 'refused', why: 'not-here' };
  const answer = await askRelay('POST', '/api/oidc/enter', { mark });
  const found = cameIn(answer);
  if (found.as === 'in' || found.why !== 'relay-away') tab.setItem(markKey, '');
  return found;
}

/** An answer that neither names somebody nor says why not is no relay's: a network that wants a sign-in of its own gives such. */
function cameIn(answer: Awaited<ReturnType<typeof askRelay>>): CameIn {
  if (answer === 'away') return { as: 'refused', why: 'relay-away' };
  const [shop, user] = [textOf(answer.value, 'shop'), textOf(answer.value, 'user')];
  if (!answer.ok || !shop || !user) return { as: 'refused', why: reasonOf(answer.value) };
  return { as: 'in', who: { shop, user }, to: localPath(textOf(answer.value, 'to')) };
}

const freshMark = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

/** The provider's part says why itself; of others the kind of the problem does, and of what is no relay's nothing. */
const reasonOf = (value: unknown): string => textOf(value, 'why') || (whyOf(value) ?? 'relay-away');

const words: Readonly<Record<string, string>> = {
  denied: 'The sign-in was cancelled, or you may not use Solder there.',
  provider: 'The sign-in is not set up right. Ask whoever runs Solder for you.',
  forged: 'The sign-in took too long or was begun elsewhere. Begin again.',
  'not-here': 'No sign-in was begun in this tab. Begin it here.',
  away: 'The sign-in page cannot be reached just now. Try again in a moment.',
  'relay-away': 'The relay cannot be reached. Try again once there is a network.',
  over: 'You are not signed in there any more. Begin again.',
  nobody: 'Nothing says which shop you are of. Ask whoever runs Solder for you.',
  unknown: 'There is no such shop here, or you were removed from it.',
  suspended: 'This shop is suspended. Ask whoever runs Solder for you.',
  full: 'The shop has room for no more people. Ask whoever runs Solder for you.',
  wait: 'Too many tries. Try again in a moment.',
};

export const describeCameBack = (why: string): string =>
  words[why] ?? 'The sign-in did not work. Begin again.';
