/**
 * The cookie with a device's refresh token (rule SESSION-2). Its path is one person's, so that several people who use one browser
 * have one each, and no request but theirs carries it. No script reads it, and no other site's page sends it.
 */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { AccountName } from '../store/account-store.ts';
import { isLoopbackHost } from './origin.ts';

const cookieName = 'solder';

const pathOf = ({ shop, user }: AccountName): string => `/api/session/${shop}/${user}`;

/** `until` is in milliseconds; `now` by the relay's clock. */
export function giveCookie(
  context: Context,
  name: AccountName,
  token: string,
  until: number,
  now: number,
): void {
  setCookie(context, cookieName, token, {
    ...attributes(context, name),
    maxAge: Math.floor((until - now) / 1000),
  });
}

export const takeCookie = (context: Context): string => getCookie(context, cookieName) ?? '';

export function dropCookie(context: Context, name: AccountName): void {
  deleteCookie(context, cookieName, attributes(context, name));
}

const attributes = (context: Context, name: AccountName) =>
  ({
    path: pathOf(name),
    httpOnly: true,
    sameSite: 'Strict',
    // Whoever reaches this machine from elsewhere does so over TLS. A browser keeps a secure cookie of plain loopback, too, but not every one.
    secure: !isLoopbackHost(context.req.header('host')),
  }) as const;
