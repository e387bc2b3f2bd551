/** Who asks: short tokens that are signed, long ones that are used once, and what a role may see (1.4, 1.11). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../core/refusal.ts';
import type { Caller, Route } from '../core/route.ts';
import type { User } from './tables.ts';
import { nameOfUser, type FullWorld } from './world.ts';

const minute = 60_000;
const day = 24 * 3_600_000;
export const accessLife = 15 * minute;

const key = 'the emulator signs with this, and nothing else does';
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const sign = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');

/** What a refresh token lives for depends on who says to be asking (1.4). */
const mobile = ['Mobile', 'Android', 'iPhone', 'iPad', 'iPod', 'BlackBerry', 'Windows Phone', 'Opera Mini'];
export const refreshLife = (userAgent: string): number =>
  (mobile.some((word) => userAgent.includes(word)) ? 90 : 7) * day;

export interface Tokens {
  readonly token: string;
  readonly refreshToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

export function issueTokens(world: FullWorld, user: User, userAgent: string): Tokens {
  const now = world.clock.now();
  const claims = { sub: user.id, role: user.role, company_id: world.company().id, type: 'staff' };
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ ...claims, exp: Math.floor((now + accessLife) / 1000) })}`;
  const refreshToken = `r${world.id().replaceAll('-', '')}`;
  world.tables.refreshTokens.insert({
    id: refreshToken,
    user_id: user.id,
    expires_at: now + refreshLife(userAgent),
  });
  return { token: `${body}.${sign(body)}`, refreshToken, expiresIn: accessLife / 1000 };
}

/** Used once: the old one is dead when the new one is there. @throws Refusal 401 */
export function refresh(world: FullWorld, refreshToken: string, userAgent: string): Tokens {
  const { tables, clock } = world;
  const known = tables.refreshTokens.get(refreshToken);
  const user = tables.users.get(known?.user_id);
  if (!known || !user || (known.expires_at ?? 0) <= clock.now() || user.is_active !== 1)
    throw new Refusal(401, 'Invalid refresh token');
  tables.refreshTokens.remove(refreshToken);
  return issueTokens(world, user, userAgent);
}

/** Pages that a role opens; `all` where it is not bounded. */
const pagesOf: Readonly<Record<string, readonly string[] | 'all'>> = {
  master_admin: 'all',
  admin: 'all',
  senior_engineer: ['devices', 'orders', 'clients', 'enquiries', 'booking', 'locations'],
  engineer: ['devices', 'booking', 'locations'],
  office: ['orders', 'clients', 'enquiries', 'booking', 'locations'],
};

/** What a company that waits or is suspended may still ask (1.7). */
const whileQuarantined = /^\w+ \/(auth\/(me|logout|refresh)|companies|locations|users\/me)/;

/** @throws Refusal 401 without a good token, 403 where the role or the company may not. */
export function admit(world: FullWorld, route: Route, authorization: string | undefined): Caller | undefined {
  if (route.page === 'open') return undefined;
  const user = userOf(world, authorization);
  const company = world.company();
  if (company.status !== 'active' && !whileQuarantined.test(`${route.method} ${route.path}`))
    throw new Refusal(403, 'Account pending approval', 'ACCOUNT_PENDING_APPROVAL');
  const pages = pagesOf[user.role ?? ''] ?? [];
  if (pages !== 'all' && route.page !== 'any' && !pages.includes(route.page))
    throw new Refusal(403, `Access denied: ${route.page}`);
  return { userId: user.id, role: user.role ?? '' };
}

function userOf(world: FullWorld, authorization: string | undefined): User {
  const [head = '', claims = '', signature = ''] = authorization?.replace(/^Bearer /, '').split('.') ?? [];
  const expected = Buffer.from(sign(`${head}.${claims}`));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Refusal(401, 'Unauthorized');
  const { sub, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
    sub: string;
    exp: number;
  };
  const user = world.tables.users.get(sub);
  if (exp * 1000 <= world.clock.now() || user?.is_active !== 1) throw new Refusal(401, 'Token expired');
  return user;
}

/** As the sign-in answers them: keys in camelCase, unlike all else (1.5). */
export const publicUser = (user: User) => ({
  id: user.id,
  email: user.email,
  firstName: user.first_name,
  lastName: user.last_name,
  name: nameOfUser(user),
  role: user.role,
});
