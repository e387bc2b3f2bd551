/**
 * A sign-in at an identity provider that is under way, in a cookie of the browser that began it: sealed, so that nobody reads or
 * makes one. The relay keeps nothing of it, and nobody's is pushed out by somebody else's (rule OIDC-10).
 */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Checks } from '../auth/oidc-flow.ts';
import type { TextSeal } from '../auth/seal-text.ts';
import type { AccountName } from '../store/account-store.ts';
import { isLoopbackHost } from './origin.ts';

/** `mark` is known to the tab that began, and to no address (rule OIDC-11). */
interface Under {
  readonly mark: string;
  /** The path where the page goes on. */
  readonly to: string;
  /** In milliseconds. */
  readonly until: number;
}

/** The provider was not there yet. */
export interface Begun extends Under {
  readonly as: 'begun';
  readonly checks: Checks;
  readonly device: string;
}

/** The provider vouched for them, and their device has its cookie; the page has not asked who it is yet. */
export interface Came extends Under, AccountName {
  readonly as: 'came';
}

const cookieName = 'solder-oidc';
const patience = 10 * 60_000;

export interface SignInCookie {
  give(context: Context, sealed: Omit<Begun, 'until'> | Omit<Came, 'until'>): void;
  /** Undefined for none, another step of the way, and one that is over. */
  read<As extends 'begun' | 'came'>(
    context: Context,
    as: As,
  ): Extract<Begun | Came, { readonly as: As }> | undefined;
  /** The browser has it no longer. */
  drop(context: Context): void;
}

/** @param now in milliseconds */
export function createSignInCookie(seal: TextSeal, now: () => number): SignInCookie {
  return {
    give(context, under) {
      const text = seal.seal(JSON.stringify({ ...under, until: now() + patience }));
      setCookie(context, cookieName, text, { ...attributes(context), maxAge: patience / 1000 });
    },
    read(context, as) {
      const text = seal.open(getCookie(context, cookieName) ?? '');
      // Nobody but this relay sealed it.
      const under = text === undefined ? undefined : (JSON.parse(text) as Begun | Came);
      const isGood = under?.as === as && under.until >= now();
      return isGood ? (under as Extract<Begun | Came, { readonly as: typeof as }>) : undefined;
    },
    drop: (context) => void deleteCookie(context, cookieName, attributes(context)),
  };
}

const attributes = (context: Context) =>
  ({
    path: '/api/oidc',
    httpOnly: true,
    // The provider's page sends the browser here.
    sameSite: 'Lax',
    secure: !isLoopbackHost(context.req.header('host')),
  }) as const;
