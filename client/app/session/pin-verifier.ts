/**
 * A PIN that can be checked on this device while no relay is in reach (rule PIN-3): PBKDF2 of it, with few tries. It keeps a
 * colleague from working as somebody else. It keeps nobody out who can open the browser's own tools: ten thousand PINs are soon
 * tried, and what the device holds is not encrypted (docs/security.md).
 */
import type { Shelf, Who } from './sessions.ts';

export type PinCheck =
  | 'right'
  | 'wrong'
  /** Too many were wrong, or this device never learned one: the relay is needed. */
  | 'ask-relay';

interface Kept {
  readonly salt: string;
  readonly hash: string;
  readonly rounds: number;
  readonly tries: number;
}

/** What OWASP asks of PBKDF2 with SHA-256. */
const usualRounds = 600_000;
const mostTries = 5;
const keyOf = ({ shop, user }: Who): string => `pin/${shop}/${user}`;

export class PinVerifier {
  readonly #shelf: Shelf;
  readonly #crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>;
  readonly #rounds: number;

  constructor(shelf: Shelf, crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>, rounds = usualRounds) {
    this.#shelf = shelf;
    this.#crypto = crypto;
    this.#rounds = rounds;
  }

  /** Learns the PIN that the relay just took. */
  async learn(who: Who, pin: string): Promise<void> {
    // Only where the page came encrypted; elsewhere the relay alone checks PINs.
    if (!canDerive(this.#crypto)) return;
    const salt = inHex(this.#crypto.getRandomValues(new Uint8Array(16)));
    const hash = await this.#derive(pin, salt, this.#rounds);
    this.#keep(who, { salt, hash, rounds: this.#rounds, tries: 0 });
  }

  async check(who: Who, pin: string): Promise<PinCheck> {
    const kept = this.#read(who);
    if (!kept || kept.tries >= mostTries) return 'ask-relay';
    // Counted before it is compared, so that a page that is closed meanwhile gives none away.
    this.#keep(who, { ...kept, tries: kept.tries + 1 });
    if ((await this.#derive(pin, kept.salt, kept.rounds)) !== kept.hash) return 'wrong';
    this.#keep(who, { ...kept, tries: 0 });
    return 'right';
  }

  /** The relay wants the password: so does this device. */
  lock(who: Who): void {
    const kept = this.#read(who);
    if (kept) this.#keep(who, { ...kept, tries: mostTries });
  }

  forget(who: Who): void {
    this.#shelf.remove(keyOf(who));
  }

  #keep(who: Who, kept: Kept): void {
    this.#shelf.set(keyOf(who), JSON.stringify(kept));
  }

  #read(who: Who): Kept | undefined {
    try {
      const value: unknown = JSON.parse(this.#shelf.get(keyOf(who)) ?? 'null');
      return isKept(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  async #derive(pin: string, salt: string, iterations: number): Promise<string> {
    const encoder = new TextEncoder();
    const key = await this.#crypto.subtle.importKey('raw', encoder.encode(pin), 'PBKDF2', false, [
      'deriveBits',
    ]);
    const made = { name: 'PBKDF2', hash: 'SHA-256', salt: encoder.encode(salt), iterations };
    return inHex(new Uint8Array(await this.#crypto.subtle.deriveBits(made, key, 256)));
  }
}

const canDerive = ({ subtle }: { readonly subtle?: SubtleCrypto }): boolean => subtle !== undefined;

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const found = new Map<string, unknown>(Object.entries(value));
  return (
    ['salt', 'hash'].every((part) => typeof found.get(part) === 'string') &&
    ['rounds', 'tries'].every((part) => Number.isSafeInteger(found.get(part)))
  );
}

const inHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
