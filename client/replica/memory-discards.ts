/** Unsent edits that a person took back, for as long as the page lasts. */
import type { EntityKey } from '../../shared/lib/ids.ts';
import { afterDiscard } from './stored-record.ts';
import type { DiscardStore, StoredDiscard, StoredOutboxEntry, StoredRecord } from './vault.ts';

export interface MemoryDiscardsContext {
  readonly records: Map<EntityKey, StoredRecord>;
  readonly outbox: Map<number, StoredOutboxEntry>;
  readonly wanted: Set<EntityKey>;
  readonly nextId: () => number;
  readonly isErased: (name: EntityKey) => boolean;
}

export class MemoryDiscards implements DiscardStore {
  readonly #context: MemoryDiscardsContext;
  readonly #discarded = new Map<string, StoredDiscard>();
  readonly #generations = new Map<EntityKey, string>();

  constructor(context: MemoryDiscardsContext) {
    this.#context = context;
  }

  async discard({ name, at, entries, ids, relay }: Parameters<DiscardStore['discard']>[0]) {
    const { records, outbox, wanted, nextId, isErased } = this.#context;
    if (isErased(name)) {
      for (const id of ids) outbox.delete(id);
      return { id: await this.generation(name), isWhole: true };
    }
    const next = afterDiscard(records.get(name), { name, entries, ...(relay && { relay }) });
    if (next.record) records.set(name, next.record);
    else records.delete(name);
    if (!next.isWhole) wanted.add(name);
    for (const id of ids) outbox.delete(id);
    const id = String(nextId());
    this.#discarded.set(id, { id, name, at, entries });
    this.#generations.set(name, id);
    return { id, isWhole: next.isWhole };
  }

  async exchange({ name, at, ids, instead, aside = [], relay }: Parameters<DiscardStore['exchange']>[0]) {
    const { records, outbox, nextId } = this.#context;
    if (ids.some((id) => !outbox.has(id))) return undefined;
    if (aside.some(({ id }) => !this.#discarded.has(id))) return undefined;
    for (const each of aside) this.#discarded.set(each.id, each);
    const { record } = afterDiscard(records.get(name), { name, entries: [], relay });
    if (record) records.set(name, record);
    for (const id of ids) outbox.delete(id);
    const added = instead.map((entry) => ({ ...entry, id: nextId(), sent: false }));
    for (const entry of added) outbox.set(entry.id, entry);
    const id = String(nextId());
    this.#discarded.set(id, { id, name, at, entries: [] });
    this.#generations.set(name, id);
    return { id, added };
  }

  async generation(name: EntityKey): Promise<string> {
    return this.#generations.get(name) ?? '';
  }

  async all(): Promise<readonly StoredDiscard[]> {
    return [...this.#discarded.values()].filter(({ entries }) => entries.length > 0);
  }

  async restore(id: string): Promise<readonly StoredOutboxEntry[]> {
    const { outbox, nextId } = this.#context;
    const entries = this.#discarded.get(id)?.entries ?? [];
    this.#discarded.delete(id);
    return entries.map((entry) => {
      const stored = { ...entry, id: nextId(), sent: false };
      outbox.set(stored.id, stored);
      return stored;
    });
  }

  /** Nothing is left of what was taken back of a record. */
  async erase(name: EntityKey): Promise<void> {
    for (const [id, discarded] of this.#discarded) if (discarded.name === name) this.#discarded.delete(id);
  }

  async forget(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#discarded.delete(id);
  }
}
