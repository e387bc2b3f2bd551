/** The secrets of one record, without a disk; the same answers as `secrets.ts` gives. */
import type {
  KeepOutcome,
  SealedSecret,
  SecretEvent,
  SecretFact,
  SeenSecret,
  StoredSecretEvent,
} from './secret-store.ts';

export class MemorySecrets {
  readonly #kept = new Map<string, { readonly sealed: SealedSecret; readonly event: SecretEvent }>();
  readonly #events: StoredSecretEvent[] = [];

  keep(secret: string, sealed: SealedSecret, event: SecretEvent, seen?: SeenSecret): KeepOutcome {
    if (seen !== undefined && (this.#kept.get(secret)?.event.at ?? null) !== seen) return 'changed';
    this.#kept.set(secret, { sealed, event });
    this.note(secret, event);
    return 'kept';
  }

  drop(secret: string, event: SecretEvent): boolean {
    if (!this.#kept.delete(secret)) return false;
    this.note(secret, event);
    return true;
  }

  note(secret: string, event: SecretEvent): void {
    this.#events.push({ secret, ...event, at: Math.trunc(event.at) });
  }

  sealed(secret: string): SealedSecret | undefined {
    return this.#kept.get(secret)?.sealed;
  }

  facts(): readonly SecretFact[] {
    return [...this.#kept]
      .map(([secret, { event }]) => ({ secret, author: event.author, at: event.at }))
      .sort((a, b) => (a.secret < b.secret ? -1 : 1));
  }

  events(limit: number): readonly StoredSecretEvent[] {
    return this.#events.toReversed().slice(0, limit);
  }

  notUnder(key: string): readonly (readonly [string, SealedSecret])[] {
    return [...this.#kept]
      .filter(([, { sealed }]) => sealed.key !== key)
      .map(([secret, { sealed }]) => [secret, sealed] as const);
  }

  reseal(secret: string, from: SealedSecret, to: SealedSecret): boolean {
    const kept = this.#kept.get(secret);
    if (!kept || kept.sealed.key !== from.key || !sameBytes(kept.sealed.nonce, from.nonce)) return false;
    this.#kept.set(secret, { ...kept, sealed: to });
    return true;
  }
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);
