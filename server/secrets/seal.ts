/**
 * One secret under one key: AES-256-GCM with a random nonce. What it belongs to is authenticated with it, so that sealed
 * bytes that are moved to another record, field or shop do not open (rule SECRET-2).
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SealedSecret, SecretPlace } from '../store/secret-store.ts';
import type { SecretKey } from './secret-keys.ts';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

export function seal(key: SecretKey, place: SecretPlace, text: string): SealedSecret {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key.bytes, nonce, { authTagLength: tagBytes });
  cipher.setAAD(belongsTo(key, place));
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { key: key.id, nonce, bytes };
}

/** Undefined when the bytes were changed, are of another place, or were sealed with another key. */
export function unseal(
  key: SecretKey,
  place: SecretPlace,
  { nonce, bytes }: SealedSecret,
): string | undefined {
  if (nonce.length !== nonceBytes || bytes.length < tagBytes) return undefined;
  const decipher = createDecipheriv(algorithm, key.bytes, nonce, { authTagLength: tagBytes });
  decipher.setAAD(belongsTo(key, place));
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
  try {
    const text = [decipher.update(bytes.subarray(0, bytes.length - tagBytes)), decipher.final()];
    return Buffer.concat(text).toString('utf8');
  } catch {
    return undefined;
  }
}

const belongsTo = (key: SecretKey, { name, secret }: SecretPlace): Buffer =>
  Buffer.from(JSON.stringify(['solder-secret', 1, key.id, name.shop, name.kind, name.id, secret]), 'utf8');
