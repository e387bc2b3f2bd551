/**
 * The vault's tables in IndexedDB, and how every call on them is made: a connection that died is opened once more before
 * the call is given up (fault 5), and what a record's line holds is looked at before anything takes its place.
 */
import { Dexie, type Table } from 'dexie';
import type { EntityKey } from '../../shared/lib/ids.ts';
import {
  recordOf,
  type DiscardLine,
  type OutboxLine,
  type RecordLine,
  type RowLine,
} from './stored-lines.ts';
import { CorruptRecord, VaultFailed, type StoredRecord, type VaultMeta } from './vault.ts';

export interface VaultTablesOptions {
  readonly name: string;
  readonly indexedDB: IDBFactory;
  readonly IDBKeyRange: typeof IDBKeyRange;
}

export class VaultTables extends Dexie {
  declare readonly records: Table<RecordLine, EntityKey>;
  declare readonly rows: Table<RowLine, EntityKey>;
  declare readonly outbox: Table<OutboxLine, number>;
  declare readonly meta: Table<VaultMeta, string>;
  declare readonly journals: Table<{ name: EntityKey }, EntityKey>;
  declare readonly wanted: Table<{ name: EntityKey }, EntityKey>;
  declare readonly quarantine: Table<unknown, number>;
  declare readonly discarded: Table<DiscardLine, number>;

  constructor({ name, indexedDB, IDBKeyRange }: VaultTablesOptions) {
    // Strict: "saved on this device" is said of these transactions, and relaxed ones may complete before they are.
    super(name, { indexedDB, IDBKeyRange, chromeTransactionDurability: 'strict' });
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
  }

  /** @throws VaultFailed, CorruptRecord */
  async run<T>(work: () => PromiseLike<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CorruptRecord) throw error;
      if (!connectionDied(error)) throw failure(error);
      try {
        this.close({ disableAutoOpen: false });
        await this.open();
        return await work();
      } catch (again) {
        throw again instanceof CorruptRecord ? again : failure(again);
      }
    }
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

export const failure = (error: unknown): VaultFailed =>
  new VaultFailed(namesOf(error).has('QuotaExceededError') ? 'full' : 'failed', error);
