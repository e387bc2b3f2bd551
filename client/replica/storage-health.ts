/** Whether edits reach this device's disk: the worst that any writer met last, until that writer succeeds again. */
import { Listeners } from './listeners.ts';
import type { StorageProblem } from './types.ts';
import { VaultFailed } from './vault.ts';

export class StorageHealth {
  readonly changed = new Listeners();
  readonly #durable: boolean;
  readonly #problems = new Map<string, StorageProblem>();

  constructor(durable: boolean) {
    this.#durable = durable;
  }

  get problem(): StorageProblem | null {
    if (!this.#durable) return { kind: 'unavailable' };
    const all = [...this.#problems.values()];
    return all.find(({ kind }) => kind === 'full') ?? all[0] ?? null;
  }

  failed(writer: string, error: unknown): void {
    this.#problems.set(writer, { kind: error instanceof VaultFailed ? error.kind : 'failed' });
    this.changed.emit();
  }

  succeeded(writer: string): void {
    if (this.#problems.delete(writer)) this.changed.emit();
  }
}
