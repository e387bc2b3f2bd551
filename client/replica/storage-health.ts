/** Whether edits reach this device's disk: the worst that any writer met last, until that writer succeeds again. */
import { Listeners } from './listeners.ts';
import type { StorageProblem } from './types.ts';
import { VaultFailed } from './vault.ts';

export class StorageHealth {
  readonly changed = new Listeners();
  readonly #durable: boolean;
  #unreadable = 0;
  #lost = 0;
  readonly #problems = new Map<string, StorageProblem>();

  constructor(durable: boolean) {
    this.#durable = durable;
  }

  get problem(): StorageProblem | null {
    if (!this.#durable) return { kind: 'unavailable' };
    const all = [...this.#problems.values()];
    const present = all.find(({ kind }) => kind === 'full') ?? all[0];
    if (present) return present;
    if (this.#lost > 0) return { kind: 'lost', edits: this.#lost };
    return this.#unreadable > 0 ? { kind: 'unreadable', edits: this.#unreadable } : null;
  }

  /** So many unsent edits went when the browser cleared this device's storage. */
  lost(edits: number): void {
    this.#lost = edits;
    this.changed.emit();
  }

  /** So many unsent edits were put aside. */
  unreadable(edits: number): void {
    if (edits === this.#unreadable) return;
    this.#unreadable = edits;
    this.changed.emit();
  }

  failed(writer: string, error: unknown): void {
    this.#problems.set(writer, { kind: error instanceof VaultFailed ? error.kind : 'failed' });
    this.changed.emit();
  }

  succeeded(writer: string): void {
    if (this.#problems.delete(writer)) this.changed.emit();
  }

  /** Notes how a writer's work ends, and resolves then, whichever way. */
  watch(writer: string, work: Promise<unknown>): Promise<void> {
    return work.then(
      () => this.succeeded(writer),
      (error: unknown) => this.failed(writer, error),
    );
  }
}
