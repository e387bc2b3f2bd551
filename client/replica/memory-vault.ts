/** A vault that lasts as long as the page: online-only mode, and measurements that leave IndexedDB aside. */
import type { EntityKey, FileId } from '../../shared/lib/ids.ts';
import { MemoryDiscards } from './memory-discards.ts';
import { MemoryNumbers } from './memory-numbers.ts';
import { MemoryKeeping } from './keeping/memory-keeping.ts';
import { isOfKinds } from './of-kinds.ts';
import {
  advanced,
  folded,
  isRowOnly,
  lacksItsStart,
  saysLess,
  unmadeRow,
  withholding,
  withItem,
  withOwn,
} from './stored-record.ts';
import {
  emptyMeta,
  type GoneHere,
  type OutboxEntry,
  type RowPosition,
  type StoredOutbox,
  type StoredOutboxEntry,
  type StoredRecord,
  type StoredRow,
  type Vault,
  type VaultMeta,
  type VaultPage,
} from './vault.ts';

export class MemoryVault implements Vault {
  readonly durable = false;
  readonly numbers = new MemoryNumbers();
  #meta: VaultMeta = emptyMeta;
  #records = new Map<EntityKey, StoredRecord>();
  #rows = new Map<EntityKey, StoredRow>();
  #outbox = new Map<number, StoredOutboxEntry>();
  #journals = new Set<EntityKey>();
  #wanted = new Set<EntityKey>();
  #nextId = 1;
  #unreadable = 0;
  readonly #erased = new Set<EntityKey>();
  readonly #erasedFiles = new Set<FileId>();
  readonly #lost = new Set<EntityKey>();
  readonly #left = new Set<EntityKey>();
  readonly discards = new MemoryDiscards({
    records: this.#records,
    outbox: this.#outbox,
    wanted: this.#wanted,
    nextId: () => this.#nextId++,
    isErased: (name) => this.#erased.has(name),
  });
  readonly keeping = new MemoryKeeping({
    records: this.#records,
    rows: this.#rows,
    outbox: this.#outbox,
    wanted: this.#wanted,
    journals: this.#journals,
  });

  async meta(): Promise<VaultMeta> {
    return this.#meta;
  }

  async saveMeta(change: Partial<VaultMeta>): Promise<void> {
    this.#meta = { ...this.#meta, ...change };
  }

  async record(name: EntityKey): Promise<StoredRecord | undefined> {
    return this.#records.get(name);
  }

  async quarantine(name: EntityKey): Promise<void> {
    this.#records.delete(name);
    await this.want([name]);
  }

  async wanted(): Promise<readonly EntityKey[]> {
    return [...this.#wanted];
  }

  async want(names: readonly EntityKey[]): Promise<void> {
    for (const name of names) if (!this.#isWithheld(name)) this.#wanted.add(name);
  }

  async unwant(name: EntityKey): Promise<void> {
    this.#wanted.delete(name);
  }

  async applyPage(page: VaultPage): Promise<readonly EntityKey[]> {
    const { items, epoch } = page;
    const wanted: EntityKey[] = [];
    for (const item of items) {
      if (item.whole) this.#left.delete(item.name);
      if (this.#isWithheld(item.name)) continue;
      const stored = this.#records.get(item.name);
      if (isRowOnly(stored, item)) {
        if (item.row) this.#rows.set(item.name, item.row);
        else wanted.push(item.name);
        continue;
      }
      const next = withItem(stored, item, epoch);
      if (!next) continue;
      const isHalf = lacksItsStart(stored, item, epoch) || saysLess(stored, item, page, this.#meta);
      if (isHalf) wanted.push(item.name);
      this.#records.set(item.name, next);
      if (item.row) this.#rows.set(item.name, item.row);
      else if (!isHalf) this.#rows.set(item.name, unmadeRow(item.name));
    }
    this.#meta = { ...this.#meta, ...advanced(this.#meta, page) };
    await this.want(wanted);
    return wanted;
  }

  async fold(name: EntityKey, combine: Parameters<Vault['fold']>[1]): Promise<void> {
    if (this.#isWithheld(name)) return;
    const stored = this.#records.get(name);
    const made = combine(stored);
    this.#records.set(name, folded(stored, name, made));
    if (made.row) this.#rows.set(name, made.row);
  }

  async withhold(kinds: readonly string[]): Promise<void> {
    this.#meta = { ...this.#meta, ...withholding(this.#meta, kinds) };
    for (const some of [this.#records, this.#rows, this.#wanted])
      for (const name of some.keys()) if (this.#isWithheld(name)) some.delete(name);
  }

  async erase({ names, files }: GoneHere): Promise<void> {
    for (const file of files) this.#erasedFiles.add(file);
    for (const name of names) {
      this.#erased.add(name);
      for (const some of [this.#records, this.#rows, this.#wanted]) some.delete(name);
      await this.keeping.pin(name, false);
      await this.discards.erase(name);
      for (const [id, entry] of this.#outbox) {
        if (entry.name !== name) continue;
        this.#outbox.delete(id);
        this.#lost.add(name);
      }
    }
  }

  async leave(names: readonly EntityKey[]): Promise<void> {
    for (const name of names) {
      this.#left.add(name);
      for (const some of [this.#records, this.#rows, this.#wanted]) some.delete(name);
      await this.keeping.pin(name, false);
    }
  }

  async lostToErasure(): Promise<readonly EntityKey[]> {
    return [...this.#lost];
  }

  async knowsOfLoss(name: EntityKey): Promise<void> {
    this.#lost.delete(name);
  }

  async erased(): Promise<GoneHere> {
    return { names: [...this.#erased], files: [...this.#erasedFiles] };
  }

  async recordNames(after: string, limit: number): Promise<readonly EntityKey[]> {
    return [...this.#records.keys()]
      .filter((name) => name > after)
      .sort()
      .slice(0, limit);
  }

  async rows(kind: string, after: RowPosition | undefined, limit: number): Promise<readonly StoredRow[]> {
    const follows = (row: StoredRow): boolean =>
      !after || row.at < after.at || (row.at === after.at && row.name > after.name);
    return [...this.#rows.values()]
      .filter((row) => row.kind === kind && follows(row))
      .sort((a, b) => b.at - a.at || (a.name < b.name ? -1 : 1))
      .slice(0, limit);
  }

  /** Nothing is bundled here. */
  async bundledRows() {
    return { rows: [] };
  }

  async rowKinds(): Promise<readonly string[]> {
    return [...new Set([...this.#rows.values()].map((row) => row.kind))].sort();
  }

  async saveRows(rows: readonly StoredRow[]): Promise<void> {
    for (const row of rows) if (!this.#isWithheld(row.name)) this.#rows.set(row.name, row);
  }

  async removeRow(name: EntityKey): Promise<void> {
    this.#rows.delete(name);
  }

  async outbox(): Promise<StoredOutbox> {
    return { entries: [...this.#outbox.values()], unreadable: this.#unreadable };
  }

  async setAside(ids: readonly number[]): Promise<void> {
    for (const id of ids) if (this.#outbox.delete(id)) this.#unreadable++;
  }

  async addToOutbox(entries: readonly OutboxEntry[]): Promise<readonly (number | null)[]> {
    return entries.map((entry) => {
      if (this.#erased.has(entry.name)) return null;
      const id = this.#nextId++;
      this.#outbox.set(id, { ...entry, id, sent: false });
      return id;
    });
  }

  async markSent(ids: readonly number[]): Promise<void> {
    for (const id of ids) {
      const entry = this.#outbox.get(id);
      if (entry) this.#outbox.set(id, { ...entry, sent: true });
    }
  }

  async settle(edits: Parameters<Vault['settle']>[0]): Promise<readonly EntityKey[]> {
    for (const { id, entry } of edits) {
      if (id !== null) this.#outbox.delete(id);
      if (this.#isWithheld(entry.name)) continue;
      this.#records.set(entry.name, withOwn(this.#records.get(entry.name), entry.name, entry.update));
    }
    return [];
  }

  async journals(): Promise<readonly EntityKey[]> {
    return [...this.#journals];
  }

  async noteJournal(name: EntityKey): Promise<void> {
    this.#journals.add(name);
  }

  async forgetJournal(name: EntityKey): Promise<void> {
    this.#journals.delete(name);
  }

  onReopened(): void {
    // It is never closed.
  }

  /** Whether nothing of it is stored: it is withheld, left, or was erased. */
  #isWithheld(name: EntityKey): boolean {
    return isOfKinds(name, this.#meta.withheld) || this.#erased.has(name) || this.#left.has(name);
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }
}
