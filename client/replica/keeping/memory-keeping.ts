/** The same for a vault that lasts as long as the page: what is there counts as just opened. */
import type { EntityKey } from '../../../shared/lib/ids.ts';
import { lengthOf } from '../stored-lines.ts';
import { pruned } from '../stored-record.ts';
import type { KeepStore, StoredOutboxEntry, StoredRecord, StoredRow, Weight } from '../vault.ts';

export interface MemoryKeepingContext {
  readonly records: Map<EntityKey, StoredRecord>;
  readonly rows: Map<EntityKey, StoredRow>;
  readonly outbox: ReadonlyMap<number, StoredOutboxEntry>;
  readonly wanted: ReadonlySet<EntityKey>;
  readonly journals: ReadonlySet<EntityKey>;
}

export class MemoryKeeping implements KeepStore {
  readonly #context: MemoryKeepingContext;
  readonly #pins = new Set<EntityKey>();
  readonly #touched = new Map<EntityKey, number>();
  #touches = 0;

  constructor(context: MemoryKeepingContext) {
    this.#context = context;
  }

  async weights(after: Weight | undefined, limit: number): Promise<readonly Weight[]> {
    const all = [...this.#context.records.values()].map(({ name, chunks, own, base = [] }) => ({
      name,
      bytes: lengthOf([...chunks, ...own, ...base]),
      accessed: this.#touched.get(name) ?? 0,
    }));
    all.sort((a, b) => a.accessed - b.accessed || a.bytes - b.bytes || (a.name < b.name ? -1 : 1));
    const from = after ? all.findIndex(({ name }) => name === after.name) + 1 : 0;
    return all.slice(from, from + limit);
  }

  /** Nothing is bundled here. */
  async bundledWeights() {
    return { weights: [] };
  }

  async touch(name: EntityKey): Promise<void> {
    this.#touched.set(name, ++this.#touches);
  }

  async prune(names: readonly EntityKey[]): Promise<readonly EntityKey[]> {
    const { records, outbox, wanted, journals } = this.#context;
    const unsent = new Set([...outbox.values()].map(({ name }) => name));
    return names.filter((name) => {
      const record = records.get(name);
      if (!record || unsent.has(name) || wanted.has(name) || journals.has(name)) return false;
      records.set(name, pruned(record));
      return true;
    });
  }

  async forget(names: readonly EntityKey[]): Promise<readonly EntityKey[]> {
    const gone = await this.prune(names);
    for (const name of gone) {
      this.#context.records.delete(name);
      this.#context.rows.delete(name);
    }
    return gone;
  }

  async pins(): Promise<readonly EntityKey[]> {
    return [...this.#pins];
  }

  async pin(name: EntityKey, isPinned: boolean): Promise<void> {
    if (isPinned) this.#pins.add(name);
    else this.#pins.delete(name);
  }
}
