/**
 * The link with which an operator comes to the dashboard. Its token opens nothing but the way in, once, within minutes; what
 * is handed out for it opens the doors of the dashboard, and no other of the operator's, for one working day (rule DASH-1).
 */
import { jwtVerify, SignJWT } from 'jose';
import type { Time } from '../../shared/lib/time.ts';
import { createVerifyOperator, mintOperatorToken, type VerifyOperator } from './operator-token.ts';
import { tokenIssuer } from './token.ts';

/** Another audience than that of any other token, so that none passes for it. */
const audience = 'solder-operator-link';
const dashboardAudience = 'solder-operator-dashboard';
const algorithm = 'HS256';
const longestToken = 4096;

/** How long a link is good for, and how long what it opens; in milliseconds. */
export const linkLife = 10 * 60_000;
export const dashboardLife = 12 * 3_600_000;

/** `id` tells it from every other link. */
export function mintOperatorLink(key: Uint8Array, time: Time, id: string): Promise<string> {
  const now = Math.floor(time.now() / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .setIssuer(tokenIssuer)
    .setAudience(audience)
    .setSubject('operator')
    .setJti(id)
    .setIssuedAt(now)
    .setExpirationTime(now + linkLife / 1000)
    .sign(key);
}

export interface Entered {
  readonly token: string;
  /** When it ends, in milliseconds. */
  readonly ends: number;
}

/** A token of the dashboard for that of a link; undefined for what is none, is over, or was followed before. */
export type EnterDashboard = (link: string) => Promise<Entered | undefined>;

export function createEnterDashboard(key: Uint8Array, time: Time): EnterDashboard {
  /** Links that were followed, with their ends: after those they are no links anyway. */
  const followed = new Map<string, number>();
  return async (link) => {
    if (link === '' || link.length > longestToken) return undefined;
    const now = time.now();
    const read = await jwtVerify(link, key, {
      algorithms: [algorithm],
      issuer: tokenIssuer,
      audience,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'sub', 'jti'],
    }).catch(() => undefined);
    const { jti, exp } = read?.payload ?? {};
    if (jti === undefined || exp === undefined || followed.has(jti)) return undefined;
    for (const [id, end] of followed) if (end < now) followed.delete(id);
    followed.set(jti, exp * 1000);
    const token = await mintOperatorToken(key, time, dashboardLife, dashboardAudience);
    return { token, ends: now + dashboardLife };
  };
}

/** Whether a token is one that was handed out for a link. */
export const createAdmitsToDashboard = (key: Uint8Array, time: Time): VerifyOperator =>
  createVerifyOperator(key, time, dashboardAudience);
