/**
 * The vault in IndexedDB, through Dexie. A call resolves only when its transaction was seen to complete. Knows no
 * documents.
 */
import type { EntityKey } from '../../shared/lib/ids.ts';
import { DexieDiscards } from './dexie-discards.ts';
import {
  outboxEntryOf,
  outboxLine,
  readRecord,
  recordLine,
  rowLine,
  type RecordLine,
  type RowLine,
} from './stored-lines.ts';
import { advanced, folded, lacksItsStart, withItem, withOwn } from './stored-record.ts';
import { failure, VaultTables, type VaultTablesOptions } from './vault-tables.ts';
import {
  emptyMeta,
  type OutboxEntry,
  type RowPosition,
  type StoredOutbox,
  type StoredOutboxEntry,
  type StoredRecord,
  type StoredRow,
  type Vault,
  type VaultMeta,
  type VaultItem,
  type VaultPage,
} from './vault.ts';

/** What goes to and from the disk at once is one task of the browser's: few enough to keep it short. */
const itemsAtOnce = 32;

export class DexieVault implements Vault {
  readonly durable = true;
  readonly discards: DexieDiscards;
  readonly #db: VaultTables;

  constructor(options: VaultTablesOptions) {
    this.#db = new VaultTables(options);
    this.discards = new DexieDiscards(this.#db);
  }

  /** @throws VaultFailed when the database cannot be opened. */
  async open(): Promise<void> {
    try {
      await this.#db.open();
    } catch (error) {
      throw failure(error);
    }
  }

  meta(): Promise<VaultMeta> {
    return this.#db.run(async () => ({ ...emptyMeta, ...(await this.#db.meta.get('meta')) }));
  }

  saveMeta(change: Partial<VaultMeta>): Promise<void> {
    return this.#db.run(() =>
      this.#db.transaction('rw', this.#db.meta, async () => {
        await this.#putMeta(change);
      }),
    );
  }

  record(name: EntityKey): Promise<StoredRecord | undefined> {
    return this.#db.run(async () => {
      const line: unknown = await this.#db.records.get(name);
      return line === undefined ? undefined : readRecord(name, line);
    });
  }

  quarantine(name: EntityKey): Promise<void> {
    return this.#db.run(() =>
      this.#db.transaction('rw', this.#db.records, this.#db.quarantine, this.#db.wanted, async () => {
        const line: unknown = await this.#db.records.get(name);
        await this.#db.wanted.put({ name });
        if (line === undefined) return;
        await this.#db.quarantine.add(line);
        await this.#db.records.delete(name);
      }),
    );
  }

  wanted(): Promise<readonly EntityKey[]> {
    return this.#db.run(() => this.#db.wanted.toCollection().primaryKeys());
  }

  want(names: readonly EntityKey[]): Promise<void> {
    return this.#db.run(async () => {
      await this.#db.wanted.bulkPut(names.map((name) => ({ name })));
    });
  }

  unwant(name: EntityKey): Promise<void> {
    return this.#db.run(() => this.#db.wanted.delete(name));
  }

  applyPage(page: VaultPage): Promise<readonly EntityKey[]> {
    const { items, epoch } = page;
    const { records: table, rows: rowTable, meta: metaTable, quarantine, wanted } = this.#db;
    return this.#db.run(() =>
      this.#db.transaction('rw', [table, rowTable, metaTable, quarantine, wanted], async () => {
        const wholes = new Set<EntityKey>();
        for (let from = 0; from < items.length; from += itemsAtOnce) {
          for (const name of await this.#putItems(items.slice(from, from + itemsAtOnce), epoch))
            wholes.add(name);
        }
        const meta = { ...emptyMeta, ...(await this.#db.meta.get('meta')) };
        await this.#db.meta.put({ ...meta, ...advanced(meta, page) }, 'meta');
        return [...wholes];
      }),
    );
  }

  /** Inside the transaction of a page; answers which of the records are wanted whole. */
  async #putItems(items: readonly VaultItem[], epoch: string): Promise<readonly EntityKey[]> {
    const { readable, wanted: corrupt } = await this.#db.readable(items.map((item) => item.name));
    const records: RecordLine[] = [];
    const rows: RowLine[] = [];
    const baseless: EntityKey[] = [];
    for (const item of items) {
      const stored = readable.get(item.name);
      const next = withItem(stored, item, epoch);
      if (!next) continue;
      if (lacksItsStart(stored, item, epoch)) baseless.push(item.name);
      records.push(recordLine(next));
      if (item.row) rows.push(rowLine(item.row));
    }
    await this.#db.wanted.bulkPut(baseless.map((name) => ({ name })));
    await this.#db.records.bulkPut(records);
    await this.#db.rows.bulkPut(rows);
    return [...corrupt, ...baseless];
  }

  fold(name: EntityKey, combine: Parameters<Vault['fold']>[1]): Promise<void> {
    const { records, rows, quarantine, wanted } = this.#db;
    return this.#db.run(() =>
      this.#db.transaction('rw', records, rows, quarantine, wanted, async () => {
        const stored = (await this.#db.readable([name])).readable.get(name);
        const made = combine(stored);
        await records.put(recordLine(folded(stored, name, made)));
        if (made.row) await rows.put(rowLine(made.row));
      }),
    );
  }

  recordNames(after: string, limit: number): Promise<readonly EntityKey[]> {
    return this.#db.run(() => this.#db.records.where('name').above(after).limit(limit).primaryKeys());
  }

  rows(kind: string, after: RowPosition | undefined, limit: number): Promise<readonly StoredRow[]> {
    const from = after ? [kind, -after.at, after.name] : [kind, -Infinity, ''];
    return this.#db.run(() =>
      this.#db.rows
        .where('[kind+order+name]')
        .between(from, [kind, Infinity, '\uffff'], false, true)
        .limit(limit)
        .toArray(),
    );
  }

  rowKinds(): Promise<readonly string[]> {
    return this.#db.run(async () => {
      const kinds: string[] = [];
      for (;;) {
        // An array sorts after every number, so this is past the last row of the kind before.
        const bound = kinds.length > 0 ? [kinds.at(-1), [], ''] : ['', -Infinity, ''];
        const next = await this.#db.rows.where('[kind+order+name]').above(bound).first();
        if (!next) return kinds;
        kinds.push(next.kind);
      }
    });
  }

  saveRows(rows: readonly StoredRow[]): Promise<void> {
    return this.#db.run(async () => {
      await this.#db.rows.bulkPut(rows.map(rowLine));
    });
  }

  removeRow(name: EntityKey): Promise<void> {
    return this.#db.run(() => this.#db.rows.delete(name));
  }

  outbox(): Promise<StoredOutbox> {
    const { outbox, quarantine } = this.#db;
    return this.#db.run(() =>
      this.#db.transaction('rw', outbox, quarantine, async () => {
        const lines: unknown[] = await outbox.toArray();
        const ids = await outbox.toCollection().primaryKeys();
        const entries: StoredOutboxEntry[] = [];
        const bad: number[] = [];
        for (const [index, id] of ids.entries()) {
          const entry = outboxEntryOf(id, lines[index]);
          if (entry) entries.push(entry);
          else bad.push(id);
        }
        await this.#putEditsAside(bad);
        const unreadable = await quarantine.filter((line) => isUnreadableEdit(line)).count();
        return { entries, unreadable };
      }),
    );
  }

  setAside(ids: readonly number[]): Promise<void> {
    const { outbox, quarantine } = this.#db;
    return this.#db.run(() => this.#db.transaction('rw', outbox, quarantine, () => this.#putEditsAside(ids)));
  }

  addToOutbox(entries: readonly OutboxEntry[]): Promise<readonly number[]> {
    return this.#db.run(() =>
      this.#db.transaction('rw', this.#db.outbox, () =>
        this.#db.outbox.bulkAdd(entries.map(outboxLine), { allKeys: true }),
      ),
    );
  }

  markSent(ids: readonly number[]): Promise<void> {
    return this.#db.run(async () => {
      await this.#db.outbox.bulkUpdate(ids.map((key) => ({ key, changes: { sent: true } })));
    });
  }

  settle(edits: Parameters<Vault['settle']>[0]): Promise<readonly EntityKey[]> {
    const { records: table, outbox, quarantine, wanted } = this.#db;
    return this.#db.run(() =>
      this.#db.transaction('rw', table, outbox, quarantine, wanted, async () => {
        await this.#db.outbox.bulkDelete(edits.flatMap(({ id }) => (id === null ? [] : [id])));
        const names = [...new Set(edits.map(({ entry }) => entry.name))];
        const { readable, wanted: corrupt } = await this.#db.readable(names);
        const records = names.map((name) => {
          let record = readable.get(name);
          for (const { entry } of edits)
            if (entry.name === name) record = withOwn(record, name, entry.update);
          return record;
        });
        await this.#db.records.bulkPut(records.flatMap((record) => (record ? [recordLine(record)] : [])));
        return corrupt;
      }),
    );
  }

  journals(): Promise<readonly EntityKey[]> {
    return this.#db.run(() => this.#db.journals.toCollection().primaryKeys());
  }

  noteJournal(name: EntityKey): Promise<void> {
    return this.#db.run(async () => {
      await this.#db.journals.put({ name });
    });
  }

  forgetJournal(name: EntityKey): Promise<void> {
    return this.#db.run(() => this.#db.journals.delete(name));
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  /** Inside a transaction of `outbox` and `quarantine`. */
  async #putEditsAside(ids: readonly number[]): Promise<void> {
    const lines: unknown[] = await this.#db.outbox.bulkGet([...ids]);
    await this.#db.quarantine.bulkAdd(lines.filter((line) => line !== undefined).map((edit) => ({ edit })));
    await this.#db.outbox.bulkDelete([...ids]);
  }

  /** Inside a transaction that includes `meta`. */
  async #putMeta(change: Partial<VaultMeta>): Promise<void> {
    await this.#db.meta.put({ ...emptyMeta, ...(await this.#db.meta.get('meta')), ...change }, 'meta');
  }
}

const isUnreadableEdit = (line: unknown): boolean =>
  typeof line === 'object' && line !== null && 'edit' in line;
