/**
 * The vault in IndexedDB, through Dexie. A call resolves only when its transaction was seen to complete. A
 * connection that died is opened once more before a call is given up (fault 5). Knows no documents.
 */
import { Dexie, type Table } from 'dexie';
import type { EntityKey } from '../../shared/lib/ids.ts';
import {
  outboxEntryOf,
  outboxLine,
  readRecord,
  recordLine,
  recordOf,
  rowLine,
  type OutboxLine,
  type RecordLine,
  type RowLine,
} from './stored-lines.ts';
import { advanced, folded, lacksItsStart, withItem, withOwn } from './stored-record.ts';
import {
  CorruptRecord,
  emptyMeta,
  VaultFailed,
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

class VaultTables extends Dexie {
  declare readonly records: Table<RecordLine, EntityKey>;
  declare readonly rows: Table<RowLine, EntityKey>;
  declare readonly outbox: Table<OutboxLine, number>;
  declare readonly meta: Table<VaultMeta, string>;
  declare readonly journals: Table<{ name: EntityKey }, EntityKey>;
  declare readonly wanted: Table<{ name: EntityKey }, EntityKey>;
  declare readonly quarantine: Table<unknown, number>;
}

export interface DexieVaultOptions {
  readonly name: string;
  readonly indexedDB: IDBFactory;
  readonly IDBKeyRange: typeof IDBKeyRange;
}

export class DexieVault implements Vault {
  readonly durable = true;
  readonly #db: VaultTables;

  constructor({ name, indexedDB, IDBKeyRange }: DexieVaultOptions) {
    // Strict: "saved on this device" is said of these transactions, and relaxed ones may complete before they are.
    this.#db = new VaultTables(name, { indexedDB, IDBKeyRange, chromeTransactionDurability: 'strict' });
    this.#db.version(1).stores({
      records: 'name',
      rows: 'name, [kind+order+name]',
      outbox: '++id, name',
      meta: '',
      journals: 'name',
      wanted: 'name',
      quarantine: '++id',
    });
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
    return this.#run(async () => ({ ...emptyMeta, ...(await this.#db.meta.get('meta')) }));
  }

  saveMeta(change: Partial<VaultMeta>): Promise<void> {
    return this.#run(() =>
      this.#db.transaction('rw', this.#db.meta, async () => {
        await this.#putMeta(change);
      }),
    );
  }

  record(name: EntityKey): Promise<StoredRecord | undefined> {
    return this.#run(async () => {
      const line: unknown = await this.#db.records.get(name);
      return line === undefined ? undefined : readRecord(name, line);
    });
  }

  quarantine(name: EntityKey): Promise<void> {
    return this.#run(() =>
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
    return this.#run(() => this.#db.wanted.toCollection().primaryKeys());
  }

  want(names: readonly EntityKey[]): Promise<void> {
    return this.#run(async () => {
      await this.#db.wanted.bulkPut(names.map((name) => ({ name })));
    });
  }

  unwant(name: EntityKey): Promise<void> {
    return this.#run(() => this.#db.wanted.delete(name));
  }

  applyPage(page: VaultPage): Promise<readonly EntityKey[]> {
    const { items, epoch } = page;
    const { records: table, rows: rowTable, meta: metaTable, quarantine, wanted } = this.#db;
    return this.#run(() =>
      this.#db.transaction('rw', [table, rowTable, metaTable, quarantine, wanted], async () => {
        const { readable, wanted: corrupt } = await this.#readable(items.map((item) => item.name));
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
        await wanted.bulkPut(baseless.map((name) => ({ name })));
        await this.#db.records.bulkPut(records);
        await this.#db.rows.bulkPut(rows);
        const meta = { ...emptyMeta, ...(await this.#db.meta.get('meta')) };
        await this.#db.meta.put({ ...meta, ...advanced(meta, page) }, 'meta');
        return [...new Set([...corrupt, ...baseless])];
      }),
    );
  }

  fold(name: EntityKey, combine: Parameters<Vault['fold']>[1]): Promise<void> {
    const { records, rows, quarantine, wanted } = this.#db;
    return this.#run(() =>
      this.#db.transaction('rw', records, rows, quarantine, wanted, async () => {
        const stored = (await this.#readable([name])).readable.get(name);
        const made = combine(stored);
        await records.put(recordLine(folded(stored, name, made)));
        if (made.row) await rows.put(rowLine(made.row));
      }),
    );
  }

  recordNames(after: string, limit: number): Promise<readonly EntityKey[]> {
    return this.#run(() => this.#db.records.where('name').above(after).limit(limit).primaryKeys());
  }

  rows(kind: string, after: RowPosition | undefined, limit: number): Promise<readonly StoredRow[]> {
    const from = after ? [kind, -after.at, after.name] : [kind, -Infinity, ''];
    return this.#run(() =>
      this.#db.rows
        .where('[kind+order+name]')
        .between(from, [kind, Infinity, '\uffff'], false, true)
        .limit(limit)
        .toArray(),
    );
  }

  rowKinds(): Promise<readonly string[]> {
    return this.#run(async () => {
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
    return this.#run(async () => {
      await this.#db.rows.bulkPut(rows.map(rowLine));
    });
  }

  outbox(): Promise<StoredOutbox> {
    const { outbox, quarantine } = this.#db;
    return this.#run(() =>
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
    return this.#run(() => this.#db.transaction('rw', outbox, quarantine, () => this.#putEditsAside(ids)));
  }

  addToOutbox(entries: readonly OutboxEntry[]): Promise<readonly number[]> {
    return this.#run(() =>
      this.#db.transaction('rw', this.#db.outbox, () =>
        this.#db.outbox.bulkAdd(entries.map(outboxLine), { allKeys: true }),
      ),
    );
  }

  settle(edits: Parameters<Vault['settle']>[0]): Promise<readonly EntityKey[]> {
    const { records: table, outbox, quarantine, wanted } = this.#db;
    return this.#run(() =>
      this.#db.transaction('rw', table, outbox, quarantine, wanted, async () => {
        await this.#db.outbox.bulkDelete(edits.flatMap(({ id }) => (id === null ? [] : [id])));
        const names = [...new Set(edits.map(({ entry }) => entry.name))];
        const { readable, wanted: corrupt } = await this.#readable(names);
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
    return this.#run(() => this.#db.journals.toCollection().primaryKeys());
  }

  noteJournal(name: EntityKey): Promise<void> {
    return this.#run(async () => {
      await this.#db.journals.put({ name });
    });
  }

  forgetJournal(name: EntityKey): Promise<void> {
    return this.#run(() => this.#db.journals.delete(name));
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  /**
   * Those of the records that can be read, inside a transaction that includes `quarantine` and `wanted`: a copy of each
   * that cannot is put aside, and it is wanted. Writing it anew is the caller's.
   */
  async #readable(names: readonly EntityKey[]): Promise<{
    readonly readable: ReadonlyMap<EntityKey, StoredRecord>;
    readonly wanted: readonly EntityKey[];
  }> {
    const lines: unknown[] = await this.#db.records.bulkGet([...names]);
    const readable = new Map<EntityKey, StoredRecord>();
    const wanted: EntityKey[] = [];
    for (const [index, name] of names.entries()) {
      const line = lines[index];
      if (line === undefined) continue;
      const record = recordOf(name, line);
      if (record) readable.set(name, record);
      else {
        await this.#db.quarantine.add(line);
        wanted.push(name);
      }
    }
    await this.#db.wanted.bulkPut(wanted.map((name) => ({ name })));
    return { readable, wanted };
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

  async #run<T>(work: () => PromiseLike<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CorruptRecord) throw error;
      if (!connectionDied(error)) throw failure(error);
      try {
        this.#db.close({ disableAutoOpen: false });
        await this.#db.open();
        return await work();
      } catch (again) {
        throw again instanceof CorruptRecord ? again : failure(again);
      }
    }
  }
}

const isUnreadableEdit = (line: unknown): boolean =>
  typeof line === 'object' && line !== null && 'edit' in line;

const nameOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';

/** The names of an error and of those inside it: Dexie wraps what IndexedDB said once or, for bulk calls, twice. */
function namesOf(error: unknown): ReadonlySet<string> {
  const { inner, failures } = (error ?? {}) as { readonly inner?: unknown; readonly failures?: unknown };
  const inside: readonly unknown[] = Array.isArray(failures) ? failures : [];
  return new Set([error, inner, ...inside].map(nameOf));
}

const diedNames = ['DatabaseClosedError', 'InvalidStateError', 'UnknownError'];
const connectionDied = (error: unknown): boolean => {
  const names = namesOf(error);
  return diedNames.some((name) => names.has(name));
};

const failure = (error: unknown): VaultFailed =>
  new VaultFailed(namesOf(error).has('QuotaExceededError') ? 'full' : 'failed', error);
