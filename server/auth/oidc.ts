/**
 * Tokens of an identity provider instead of our own (section OIDC of docs/SPEC.md): checked against the keys that it publishes,
 * with its issuer, our audience and algorithms that are pinned, whatever a token says about itself.
 */
import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { parseShop, parseUser, type Author } from '../../shared/lib/ids.ts';
import type { Time } from '../../shared/lib/time.ts';
import type { Role } from '../../shared/schema/field.ts';
import { roles } from '../../shared/schema/roles.ts';
import { AccountRefused, ShopSuspended } from '../accounts/refusal.ts';
import { StoreUnavailable, type Store, type User } from '../store/store.ts';
import type { Identity, VerifyToken } from './identity.ts';
import type { OidcProvider } from './oidc-provider.ts';

/** Of providers' tokens some hold whole lists of groups. */
const longestToken = 16_384;
const longestName = 120;

/** The provider's keys cannot be had: nobody is told that their token is bad. */
const cannotAsk = (error: unknown): boolean =>
  error instanceof errors.JWKSTimeout ||
  (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC') ||
  error instanceof TypeError;

export function createVerifyOidc(
  provider: OidcProvider,
  time: Time,
  store: Pick<Store, 'user' | 'shop'>,
  hear: HearProvider,
  keys: JWTVerifyGetKey = createRemoteJWKSet(provider.jwks, { timeoutDuration: 5_000 }),
): VerifyToken {
  return async (token) => {
    if (token === '' || token.length > longestToken) return undefined;
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, keys, {
        algorithms: [...provider.algorithms],
        issuer: provider.issuer,
        audience: provider.audience,
        currentDate: new Date(time.now()),
        requiredClaims: ['exp', 'iat'],
      }));
    } catch (error) {
      if (cannotAsk(error))
        throw new StoreUnavailable('the keys of the provider cannot be had', { cause: error });
      return undefined;
    }
    const claimed = claimedIn(payload, provider);
    if (!claimed) return undefined;
    const [known, shop] = await Promise.all([
      store.user(claimed.shop, claimed.user),
      store.shop(claimed.shop),
    ]);
    if (known?.revoked) return undefined;
    // Of a shop of the same name before this one (rule AUTH-22).
    if (claimed.issued < (shop?.made ?? 0)) return undefined;
    if (shop?.suspended) throw new ShopSuspended(claimed.shop);
    const { issued: _issued, locations, ...who } = claimed;
    const apart = shop?.apart && { apart: true as const };
    // No door opens, and nobody is listed.
    if (!shop) return { ...who, role: claimed.role ?? 'view', ...(locations && { locations }) };
    try {
      const present = await hear(claimed, known?.name ?? claimed.name);
      const { name, role, locations: where } = present;
      return { ...who, name, role, ...(where && { locations: where }), ...apart };
    } catch (error) {
      // Removed in this moment.
      if (error instanceof AccountRefused) return undefined;
      throw error;
    }
  };
}

/** Asks the second where the first does not know a token. */
export const eitherOf =
  (first: VerifyToken, second: VerifyToken): VerifyToken =>
  async (token) =>
    (await first(token)) ?? second(token);

/** Whom a token of the provider's names, and when it was made, in milliseconds. */
export type Claimed = Omit<Identity, 'role'> & { readonly role: Role | undefined; readonly issued: number };

/**
 * Answers somebody as they are now that the provider said this of them, under the name that is given. What is news is in the list
 * before it is answered, and counts on what is open (rules OIDC-12, OIDC-13, AUTH-11). @throws AccountRefused `wrong` for who was
 * removed, NotDone `conflict` where the shop has no room for one more
 */
export type HearProvider = (claimed: Claimed, name: string) => Promise<User>;

/** Undefined where its claims name no shop or no user, or not when it was made. */
export function claimedIn(
  payload: JWTPayload,
  { claims, shop: fixed, roles: mapped }: OidcProvider,
): Claimed | undefined {
  const shopText = claimOf(payload, claims.shop);
  const shop = fixed ?? (typeof shopText === 'string' ? parseShop(shopText) : undefined);
  const user = userOf(claimOf(payload, claims.user));
  if (!shop || !user || payload.exp === undefined || typeof payload.iat !== 'number') return undefined;
  const name = claimOf(payload, claims.name);
  return {
    shop,
    user,
    name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, longestName) : user,
    role: roleOf(claimOf(payload, claims.role), mapped),
    expires: payload.exp * 1000,
    issued: payload.iat * 1000,
    ...locationsOf(claimOf(payload, claims.locations)),
  };
}

/** Ids of providers hold what a name here may not; those are hashed, so that two people stay two. */
function userOf(claim: unknown): Author | undefined {
  if (typeof claim !== 'string' || claim === '') return undefined;
  return parseUser(claim) ?? parseUser(`u-${createHash('sha256').update(claim).digest('hex').slice(0, 32)}`);
}

/** Of several the one that may do most. A word that leads nowhere is no role. */
function roleOf(claim: unknown, mapped: ReadonlyMap<string, Role>): Role | undefined {
  const words: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  const found = words.flatMap((word) => {
    if (typeof word !== 'string') return [];
    return mapped.size > 0 ? (mapped.get(word) ?? []) : (roles.find((each) => each === word) ?? []);
  });
  return roles.find((role) => found.includes(role));
}

/** One, or a list; who is of none by a list that is empty sees no location's records. */
function locationsOf(claim: unknown): Pick<Identity, 'locations'> {
  if (claim === undefined || claim === null) return {};
  const named: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  const locations = named.filter((each) => typeof each === 'string' && each !== '') as string[];
  return { locations: locations.length > 0 ? locations : [noLocation] };
}

/** No location's id: nobody writes such a one. */
const noLocation = '@';

function claimOf(payload: JWTPayload, path: string): unknown {
  // Some name their claims by addresses, which have dots.
  if (Object.hasOwn(payload, path)) return payload[path];
  return path.split('.').reduce<unknown>((value, part) => {
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, part);
    return isObject ? (value as Record<string, unknown>)[part] : undefined;
  }, payload);
}
