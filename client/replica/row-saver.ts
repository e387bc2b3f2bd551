/** Rows of records that are being edited: shown at once, saved and told to the other tabs a few times a second. */
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { Cancel, Time } from '../../shared/lib/time.ts';
import type { Row } from '../../shared/document/types.ts';
import type { Rows } from './rows.ts';
import { storedRow } from './rows/stored-row.ts';
import type { StorageHealth } from './storage-health.ts';
import type { StoredRow, Vault } from './vault.ts';

export interface RowSaverContext {
  readonly time: Time;
  readonly vault: Vault;
  readonly rows: Rows;
  readonly health: StorageHealth;
  readonly tell: (rows: readonly StoredRow[]) => void;
}

const saveWithin = 250;
const retryAfter = 5_000;

export class RowSaver {
  readonly #context: RowSaverContext;
  readonly #unsaved = new Map<EntityKey, Row>();
  #timer: Cancel | null = null;

  constructor(context: RowSaverContext) {
    this.#context = context;
  }

  put(name: EntityKey, row: Row): void {
    this.#context.rows.put([{ name, row }]);
    this.#unsaved.set(name, row);
    this.#timer ??= this.#context.time.after(saveWithin, () => void this.save());
  }

  /** What waits of this record is not to be saved any more. */
  forget(name: EntityKey): void {
    this.#unsaved.delete(name);
  }

  /** Saves what is waiting; a row that cannot be saved is tried again, and made again at the next start anyway. */
  async save(): Promise<void> {
    this.#timer?.();
    this.#timer = null;
    const { vault, health, time, tell } = this.#context;
    const batch = [...this.#unsaved].map(([name, row]) => storedRow(name, row));
    if (batch.length === 0) return;
    const taken = new Map(this.#unsaved);
    this.#unsaved.clear();
    tell(batch);
    try {
      await vault.saveRows(batch);
      health.succeeded('rows');
    } catch (error) {
      health.failed('rows', error);
      for (const [name, row] of taken) if (!this.#unsaved.has(name)) this.#unsaved.set(name, row);
      this.#timer ??= time.after(retryAfter, () => void this.save());
    }
  }

  stop(): void {
    this.#timer?.();
  }
}
