/** The vault's tables in IndexedDB. What a record's line holds is looked at before anything takes its place. */
import { Dexie, type Table } from 'dexie';
import type { EntityKey, FileId } from '../../shared/lib/ids.ts';
import type { RangeLine } from './dexie-numbers.ts';
import type { BundleBytes, BundleHead, BundleRows } from './bundles/bundle.ts';
import { LastingDatabase } from './lasting-database.ts';
import {
  recordOf,
  type DiscardLine,
  type OutboxLine,
  type RecordLine,
  type RowLine,
} from './stored-lines.ts';
import { CorruptRecord, emptyMeta, type StoredRecord, type VaultMeta } from './vault.ts';

export interface VaultTablesOptions {
  readonly name: string;
  readonly indexedDB: IDBFactory;
  readonly IDBKeyRange: typeof IDBKeyRange;
  /** This machine's milliseconds. */
  readonly now: () => number;
}

export interface ErasedLine {
  /** `kind/id` of a record, or the id of a file. */
  readonly name: EntityKey | FileId;
  /** Unsent edits of it went, and nobody said yet that they know. */
  readonly lost?: true;
  /** It was not erased: it is where this user does not see it, until a page brings it. */
  readonly left?: true;
}

export class VaultTables extends LastingDatabase {
  declare readonly records: Table<RecordLine, EntityKey>;
  declare readonly rows: Table<RowLine, EntityKey>;
  declare readonly outbox: Table<OutboxLine, number>;
  declare readonly meta: Table<VaultMeta, string>;
  declare readonly journals: Table<{ name: EntityKey }, EntityKey>;
  declare readonly wanted: Table<{ name: EntityKey }, EntityKey>;
  declare readonly quarantine: Table<unknown, number>;
  declare readonly discarded: Table<DiscardLine, number>;
  declare readonly numbers: Table<RangeLine, number>;
  declare readonly erased: Table<ErasedLine, string>;
  declare readonly pins: Table<{ name: EntityKey }, EntityKey>;
  declare readonly bundles: Table<BundleHead, number>;
  declare readonly bundleRows: Table<BundleRows, number>;
  declare readonly bundleBytes: Table<BundleBytes, number>;
  readonly now: () => number;
  readonly keyRanges: typeof IDBKeyRange;

  constructor({ name, indexedDB, IDBKeyRange, now }: VaultTablesOptions) {
    super(name, { indexedDB, IDBKeyRange });
    this.version(1).stores({
      records: 'name',
      rows: 'name, [kind+order+name]',
      outbox: '++id, name',
      meta: '',
      journals: 'name',
      wanted: 'name',
      quarantine: '++id',
    });
    this.version(2).stores({ discarded: '++id, name' });
    this.version(3).stores({ numbers: 'first' });
    // Lines from before are measured by `DexieKeeping`: an opening that reads all of them would take too long.
    this.version(4).stores({ records: 'name, [accessed+bytes+name]', pins: 'name' });
    this.version(5).stores({ erased: 'name' });
    this.version(6).stores({
      bundles: '++id, *names, *left, [kind+order+id]',
      bundleRows: 'id',
      bundleBytes: 'id',
    });
    // A database that was emptied under a running page must not give the ids again that this page knows its unsent edits by (fault 4).
    this.on('populate', async () => {
      const id = now();
      await this.outbox.add({ id } as OutboxLine);
      await this.outbox.delete(id);
    });
    this.now = now;
    this.keyRanges = IDBKeyRange;
  }

  /** @throws VaultFailed, CorruptRecord */
  override run<T>(work: () => PromiseLike<T>): Promise<T> {
    return super.run(work, (error) => error instanceof CorruptRecord);
  }

  /** The open database itself. @throws when it is not open, as Dexie's own calls do */
  connection(): IDBDatabase {
    const database = this.isOpen() ? this.backendDB() : null;
    if (!database) throw new Dexie.DatabaseClosedError();
    return database;
  }

  async readMeta(): Promise<VaultMeta> {
    return { ...emptyMeta, ...(await this.meta.get('meta')) };
  }

  /** Inside a transaction that includes `meta`. */
  async putMeta(change: Partial<VaultMeta>): Promise<void> {
    await this.meta.put({ ...(await this.readMeta()), ...change }, 'meta');
  }

  /** Whether a record was erased, inside a transaction that includes `erased`. */
  async burnt(): Promise<(name: EntityKey) => boolean> {
    const lines = await this.erased.filter(({ left }) => left !== true).toArray();
    const names = new Set<string>(lines.map(({ name }) => name));
    return (name) => names.has(name);
  }

  /** Whether a record was erased or left, so that nothing of it is stored, inside a transaction that includes `erased`. */
  async absent(): Promise<(name: EntityKey) => boolean> {
    const names = new Set(await this.erased.toCollection().primaryKeys());
    return (name) => names.has(name);
  }

  /**
   * Those of the records that can be read, inside a transaction that includes `quarantine` and `wanted`: a copy of each
   * that cannot is put aside, and it is wanted. Writing it anew is the caller's.
   */
  async readable(names: readonly EntityKey[]): Promise<{
    readonly readable: ReadonlyMap<EntityKey, StoredRecord>;
    readonly wanted: readonly EntityKey[];
  }> {
    const lines: unknown[] = await this.records.bulkGet([...names]);
    const readable = new Map<EntityKey, StoredRecord>();
    const wanted: EntityKey[] = [];
    for (const [index, name] of names.entries()) {
      const line = lines[index];
      if (line === undefined) continue;
      const record = recordOf(name, line);
      if (record) readable.set(name, record);
      else {
        await this.quarantine.add(line);
        wanted.push(name);
      }
    }
    await this.wanted.bulkPut(wanted.map((name) => ({ name })));
    return { readable, wanted };
  }
}
