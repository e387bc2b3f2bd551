/**
 * Tokens: who a person is, in which shop, until when, signed by this relay's key. One algorithm, one issuer and
 * one audience are accepted, whatever a token says about itself (rule AUTH-2).
 */
import { jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { parseShop, parseUser } from '../../shared/lib/ids.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { Role } from '../../shared/schema/field.ts';
import { roles } from '../../shared/schema/roles.ts';
import { ShopSuspended } from '../accounts/refusal.ts';
import type { Store, User } from '../store/store.ts';
import type { Identity, VerifyToken } from './identity.ts';

export const tokenIssuer = 'solder';
export const tokenAudience = 'solder-relay';
const algorithm = 'HS256';
/** Longer texts are not looked at: a token of ours has about 250 characters. */
const longestToken = 4096;

/** Signs a token for `user` that ends `ttl` milliseconds from now, or earlier with the device that it is for. */
export type MintToken = (user: User, ttl: number, device?: string) => Promise<string>;

/** What is asked of the store about whoever shows a token. */
export interface Standing extends Pick<Store, 'user' | 'shop'> {
  readonly accounts: Pick<Store['accounts'], 'device'>;
}

export function createMintToken(key: Uint8Array, time: Time): MintToken {
  return (user, ttl, device) => {
    const now = Math.floor(time.now() / 1000);
    // To the millisecond, so that one of a shop that was made anew within the same second is told from one of before.
    const issued = time.now() / 1000;
    return new SignJWT({ shop: user.shop, role: user.role, name: user.name, ...(device && { device }) })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
      .setIssuer(tokenIssuer)
      .setAudience(tokenAudience)
      .setSubject(user.id)
      .setIssuedAt(issued)
      .setExpirationTime(now + Math.ceil(ttl / 1000))
      .sign(key);
  };
}

/**
 * Checks tokens. Role and name are read again from the store where the user is known there, so that who was
 * demoted meanwhile comes back as what they are now (rule AUTH-4). A device that was ended opens nothing any more (rule SESSION-4),
 * nobody of a suspended shop comes in (rule SHOP-2), and one of a shop that was removed opens none that is made anew under its
 * name (rule AUTH-22).
 */
export function createVerifyToken(key: Uint8Array, time: Time, store: Standing): VerifyToken {
  return async (token) => {
    const read = await readToken(token, key, time);
    if (!read) return undefined;
    const { claimed, issued } = read;
    const { shop, user, device } = claimed;
    const [present, ofShop, signedIn] = await Promise.all([
      store.user(shop, user),
      store.shop(shop),
      device === undefined ? true : store.accounts.device(device),
    ]);
    if (present?.revoked || !signedIn) return undefined;
    if (issued < (ofShop?.made ?? 0)) return undefined;
    if (ofShop?.suspended) throw new ShopSuspended(shop);
    const apart = ofShop?.apart && { apart: true as const };
    if (!present) return { ...claimed, ...apart };
    const { name, role, locations } = present;
    return { ...claimed, name, role, ...(locations && { locations }), ...apart };
  };
}

interface Claimed {
  readonly claimed: Identity;
  /** When it was made, in milliseconds; 0 where it does not say. */
  readonly issued: number;
}

async function readToken(token: string, key: Uint8Array, time: Time): Promise<Claimed | undefined> {
  if (token === '' || token.length > longestToken) return undefined;
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      issuer: tokenIssuer,
      audience: tokenAudience,
      currentDate: new Date(time.now()),
      requiredClaims: ['exp', 'sub', 'shop', 'role', 'name'],
    });
    const claimed = readClaims(payload);
    return claimed && { claimed, issued: Math.round((payload.iat ?? 0) * 1000) };
  } catch {
    // Why it is none of ours is nobody's business but the holder's, and the holder is not told.
    return undefined;
  }
}

/** The identity a payload claims; undefined when a claim is missing, of another type, or not a legal name. */
function readClaims({ sub, shop, role, name, exp, device }: JWTPayload): Identity | undefined {
  if (typeof sub !== 'string' || typeof shop !== 'string' || typeof name !== 'string') return undefined;
  const user = parseUser(sub);
  const ofShop = parseShop(shop);
  if (!user || !ofShop || !isRole(role) || exp === undefined) return undefined;
  if (device !== undefined && typeof device !== 'string') return undefined;
  return { shop: ofShop, user, name, role, expires: exp * 1000, ...(device !== undefined && { device }) };
}

const isRole = (role: unknown): role is Role => roles.some((known) => known === role);
