/**
 * Records that the relay closed with a code that says "do not come back", by their code: their edits are tried again,
 * seldom, and a person is told meanwhile (rule PEND-9). Knows no documents and no sockets.
 */
import type { EntityKey } from '../../shared/lib/ids.ts';
import { isFinal } from '../../shared/protocol/codes.ts';
import { Listeners } from './listeners.ts';
import type { RecordSync } from './types.ts';

export class HeldBack {
  readonly changed = new Listeners();
  readonly #codes = new Map<EntityKey, number>();

  /** The relay closed the record with this code; one that asks to try again later holds nothing back. */
  closed(name: EntityKey, code: number): void {
    if (!isFinal(code) || this.#codes.get(name) === code) return;
    this.#codes.set(name, code);
    this.changed.emit();
  }

  /** The relay took something of it, or there is nothing of it to take. */
  taken(name: EntityKey): void {
    if (this.#codes.delete(name)) this.changed.emit();
  }

  /** How far a record's edits have come, with the code if it is held back. */
  told(name: EntityKey, sync: RecordSync): RecordSync {
    const code = this.#codes.get(name);
    return sync.step === 'device' && code !== undefined ? { ...sync, heldBack: code } : sync;
  }

  names(): readonly EntityKey[] {
    return [...this.#codes.keys()];
  }
}
