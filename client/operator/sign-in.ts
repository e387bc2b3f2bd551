/**
 * The operator's token in this tab: it comes by a link, whose own token is taken out of the address before anything else is
 * done, and stays for as long as the tab does (rule DASH-7).
 */
import type { Answer, Entered } from './operator-api.ts';

const shelf = 'solder-operator';

/** The link's token in the address, which has none afterwards. */
export function takeLink(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
): string {
  const link = location.hash.slice(1);
  if (link !== '') history.replaceState(null, '', `${location.pathname}${location.search}`);
  return link;
}

/** What is kept of this tab, unless it is over; `now` is in milliseconds. */
export function keptToken(storage: Pick<Storage, 'getItem' | 'removeItem'>, now: number): string {
  try {
    const kept: unknown = JSON.parse(storage.getItem(shelf) ?? 'null');
    if (typeof kept === 'object' && kept !== null && 'token' in kept && 'ends' in kept) {
      if (typeof kept.token === 'string' && Number(kept.ends) > now) return kept.token;
    }
    storage.removeItem(shelf);
  } catch {
    // A storage that is none, or holds something else: then a link is needed, as in a new tab.
  }
  return '';
}

export function keepToken(storage: Pick<Storage, 'setItem'>, entered: Entered): void {
  try {
    storage.setItem(shelf, JSON.stringify(entered));
  } catch {
    // It holds until the page is loaded again.
  }
}

export function forgetToken(storage: Pick<Storage, 'removeItem'>): void {
  try {
    storage.removeItem(shelf);
  } catch {
    // Nothing was kept.
  }
}

/** Why a link was no way in, as words; undefined where it was one. */
export function whyNotIn(answer: Answer<Entered>): string | undefined {
  switch (answer.kind) {
    case 'told':
      return undefined;
    case 'signed-out':
      return 'This link is over, or was followed before.';
    case 'problem':
      return answer.detail || answer.title;
    default:
      return 'The relay does not answer. Load this page again when it is back: the link may still be good.';
  }
}
