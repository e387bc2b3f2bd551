/** Secrets that are handed out once and stored as their hash: refresh tokens and the codes of invitations. */
import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, so that a plain hash hides them; a slow one is for what people choose. */
const secretBytes = 32;
const idBytes = 16;

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
export const freshSecret = (): string => randomBytes(secretBytes).toString('base64url');
export const freshDeviceId = (): string => randomBytes(idBytes).toString('base64url');

/** As the cookie holds it: which device, and its newest secret. */
export const refreshToken = (id: string, secret: string): string => `${id}.${secret}`;

export function parseRefreshToken(
  text: string,
): { readonly id: string; readonly secret: string } | undefined {
  const [, id, secret] = /^([\w-]{22})\.([\w-]{43})$/.exec(text) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : undefined;
}
