/**
 * Short-lived tokens with which the command line speaks to the relay of its own data folder: made of the relay's key, for
 * another audience than people's, so that neither passes for the other (rule OPERATE-1). What a browser holds for the dashboard
 * has one of its own again, since it opens less (rule DASH-1).
 */
import { jwtVerify, SignJWT } from 'jose';
import type { Time } from '../../shared/lib/time.ts';
import { tokenIssuer } from './token.ts';

export type OperatorAudience = 'solder-operator' | 'solder-operator-dashboard';
const algorithm = 'HS256';
const longestToken = 4096;

/** Whether a token is the operator's. */
export type VerifyOperator = (token: string) => Promise<boolean>;

export function mintOperatorToken(
  key: Uint8Array,
  time: Time,
  ttl: number,
  audience: OperatorAudience = 'solder-operator',
): Promise<string> {
  const now = Math.floor(time.now() / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .setIssuer(tokenIssuer)
    .setAudience(audience)
    .setSubject('operator')
    .setIssuedAt(now)
    .setExpirationTime(now + Math.ceil(ttl / 1000))
    .sign(key);
}

export function createVerifyOperator(
  key: Uint8Array,
  time: Time,
  audience: OperatorAudience = 'solder-operator',
): VerifyOperator {
  return async (token) => {
    if (token === '' || token.length > longestToken) return false;
    try {
      await jwtVerify(token, key, {
        algorithms: [algorithm],
        issuer: tokenIssuer,
        audience,
        currentDate: new Date(time.now()),
        requiredClaims: ['exp', 'sub'],
      });
      return true;
    } catch {
      return false;
    }
  };
}
