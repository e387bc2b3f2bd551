/** A short text that is to be read again by this relay alone, such as a provider's refresh token: AES-256-GCM under a key of its own. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export interface TextSeal {
  seal(text: string): string;
  /** Undefined for what was not sealed under this key. */
  open(sealed: string): string | undefined;
}

const nonceBytes = 12;
const tagBytes = 16;

/** @param purpose keeps what is sealed for one from being opened as another */
export function createTextSeal(key: Uint8Array, purpose: string): TextSeal {
  const own = new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), purpose, 32));
  return {
    seal(text) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', own, nonce, { authTagLength: tagBytes });
      const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), bytes]).toString('base64url');
    },
    open(sealed) {
      try {
        const all = Buffer.from(sealed, 'base64url');
        const decipher = createDecipheriv('aes-256-gcm', own, all.subarray(0, nonceBytes), {
          // A shorter one is guessed sooner.
          authTagLength: tagBytes,
        });
        decipher.setAuthTag(all.subarray(nonceBytes, nonceBytes + tagBytes));
        const bytes = all.subarray(nonceBytes + tagBytes);
        return Buffer.concat([decipher.update(bytes), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
