/**
 * How the service worker answers a request, as a decision of its own (rules APP-9 and APP-10). Knows addresses
 * only, neither caches nor the network.
 */

export type AnswerFrom =
  /** The page itself, from this build's files, with or without a network. */
  | 'shell'
  /** One of the build's files: from the cache, else the network. */
  | 'files'
  /** Not ours: left alone, never stored. */
  | 'network';

export interface Asked {
  readonly method: string;
  /** True when a person goes to an address, as against a page loading one of its parts. */
  readonly navigation: boolean;
  readonly url: URL;
  /** Where the page lives. */
  readonly origin: string;
}

/** What is asked for live, and the operator's dashboard, which is a page of its own. */
const live = /^\/(api|sync|health|operator)(\/|$)/;

/** `files` are the paths that the build made. */
export function answerFrom(asked: Asked, files: ReadonlySet<string>): AnswerFrom {
  const { pathname, origin } = asked.url;
  if (asked.method !== 'GET' || origin !== asked.origin || live.test(pathname)) return 'network';
  if (asked.navigation) return /\.[a-z0-9]+$/i.test(pathname) ? 'network' : 'shell';
  // A page of the build before this one may still be open and ask for its own parts.
  return files.has(pathname) || pathname.startsWith('/assets/') ? 'files' : 'network';
}
