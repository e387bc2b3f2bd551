/**
 * The vault in IndexedDB, through Dexie. A call resolves only when its transaction was seen to complete. Knows no
 * documents.
 */
import type { EntityKey } from '../../shared/lib/ids.ts';
import { DexieBundles, type BundlePlace } from './bundles/dexie-bundles.ts';
import { KnownBundles } from './bundles/known-bundles.ts';
import { DexieDiscards } from './dexie-discards.ts';
import { DexieGone } from './dexie-gone.ts';
import { DexieOutbox } from './dexie-outbox.ts';
import { DexieNumbers } from './dexie-numbers.ts';
import { DexieKeeping } from './keeping/dexie-keeping.ts';
import { failure } from './dexie-failure.ts';
import { isOfKinds } from './of-kinds.ts';
import { putPage } from './put-page.ts';
import { readRecord, recordLine, rowLine } from './stored-lines.ts';
import { folded, withOwn } from './stored-record.ts';
import { VaultTables, type VaultTablesOptions } from './vault-tables.ts';
import {
  type GoneHere,
  type OutboxEntry,
  type RowPosition,
  type StoredOutbox,
  type StoredRecord,
  type StoredRow,
  type Vault,
  type VaultMeta,
  type VaultPage,
} from './vault.ts';

export class DexieVault implements Vault {
  readonly durable = true;
  readonly discards: DexieDiscards;
  readonly numbers: DexieNumbers;
  readonly keeping: DexieKeeping;
  readonly #db: VaultTables;
  readonly #bundles: DexieBundles;
  readonly #outbox: DexieOutbox;
  readonly #gone: DexieGone;
  readonly #known = new KnownBundles();

  constructor(options: VaultTablesOptions) {
    this.#db = new VaultTables(options);
    this.#bundles = new DexieBundles(this.#db);
    this.#outbox = new DexieOutbox(this.#db);
    this.#gone = new DexieGone(this.#db, this.#bundles);
    this.discards = new DexieDiscards(this.#db, this.#bundles);
    this.numbers = new DexieNumbers(this.#db);
    this.#db.reopened.subscribe(() => this.#known.clear());
    this.keeping = new DexieKeeping(this.#db, this.#bundles);
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
    return this.#db.run(() => this.#db.readMeta());
  }

  saveMeta(change: Partial<VaultMeta>): Promise<void> {
    return this.#db.run(() =>
      this.#db.transaction('rw', this.#db.meta, async () => {
        await this.#db.putMeta(change);
      }),
    );
  }

  record(name: EntityKey): Promise<StoredRecord | undefined> {
    const { records } = this.#db;
    return this.#db.run(() =>
      this.#db.transaction('r', [records, ...this.#bundles.tables], async () => {
        const line: unknown = await records.get(name);
        return line === undefined ? this.#bundles.record(name) : readRecord(name, line);
      }),
    );
  }

  quarantine(name: EntityKey): Promise<void> {
    const { records, quarantine: aside, wanted, meta, erased } = this.#db;
    return this.#db.run(() =>
      this.#db.transaction('rw', [aside, wanted, meta, erased, ...this.#bundles.liftTables], async () => {
        await this.#bundles.lift([name]);
        const line: unknown = await records.get(name);
        await this.#putWanted([name]);
        if (line === undefined) return;
        await aside.add(line);
        await records.delete(name);
      }),
    );
  }

  wanted(): Promise<readonly EntityKey[]> {
    return this.#db.run(() => this.#db.wanted.toCollection().primaryKeys());
  }

  want(names: readonly EntityKey[]): Promise<void> {
    const { wanted, meta, erased } = this.#db;
    return this.#db.run(() =>
      this.#db.transaction('rw', wanted, meta, erased, async () => {
        await this.#putWanted(names);
      }),
    );
  }

  unwant(name: EntityKey): Promise<void> {
    return this.#db.run(() => this.#db.wanted.delete(name));
  }

  applyPage(page: VaultPage): Promise<readonly EntityKey[]> {
    const { keyRanges: IDBKeyRange } = this.#db;
    return this.#db.run(async () => {
      for (;;) {
        const context = { now: this.#db.now(), known: this.#known, IDBKeyRange };
        const put = await putPage(this.#db.connection(), page, context);
        if (!('bundled' in put)) return put.wanted;
        await this.#lift(put.bundled);
      }
    });
  }

  #lift(names: readonly EntityKey[]): Promise<void> {
    return this.#db.transaction('rw', [...this.#bundles.liftTables], () => this.#bundles.lift(names));
  }

  fold(name: EntityKey, combine: Parameters<Vault['fold']>[1]): Promise<void> {
    const { records, rows, quarantine, wanted, meta, erased } = this.#db;
    const tables = [quarantine, wanted, meta, erased, ...this.#bundles.liftTables];
    return this.#db.run(() =>
      this.#db.transaction('rw', tables, async () => {
        if (isOfKinds(name, (await this.#db.readMeta()).withheld) || (await erased.get(name))) return;
        await this.#bundles.lift([name]);
        const stored = (await this.#db.readable([name])).readable.get(name);
        const made = combine(stored);
        await records.put(recordLine(folded(stored, name, made), this.#db.now()));
        if (made.row) await rows.put(rowLine(made.row));
      }),
    );
  }

  withhold(kinds: readonly string[]): Promise<void> {
    return this.#gone.withhold(kinds);
  }

  erase(gone: GoneHere): Promise<void> {
    return this.#gone.erase(gone);
  }

  leave(names: readonly EntityKey[]): Promise<void> {
    return this.#gone.leave(names);
  }

  lostToErasure(): Promise<readonly EntityKey[]> {
    return this.#gone.lost();
  }

  knowsOfLoss(name: EntityKey): Promise<void> {
    return this.#gone.knowsOfLoss(name);
  }

  erased(): Promise<GoneHere> {
    return this.#gone.erased();
  }

  recordNames(after: string, limit: number): Promise<readonly EntityKey[]> {
    const { records } = this.#db;
    return this.#db.run(() =>
      this.#db.transaction('r', [records, ...this.#bundles.tables], async () => {
        const lines = await records.where('name').above(after).limit(limit).primaryKeys();
        const bundled = await this.#bundles.names(after, limit);
        return [...lines, ...bundled].sort().slice(0, limit);
      }),
    );
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

  bundledRows(
    kind: string,
    after: BundlePlace | undefined,
  ): Promise<{ readonly rows: readonly StoredRow[]; readonly next?: BundlePlace }> {
    return this.#db.run(() =>
      this.#db.transaction('r', [...this.#bundles.tables], () => this.#bundles.rows(kind, after)),
    );
  }

  rowKinds(): Promise<readonly string[]> {
    return this.#db.run(async () => {
      const kinds = [...(await this.#bundles.kinds())];
      const bundled = new Set(kinds);
      const add = (kind: string): void => void (bundled.has(kind) || kinds.push(kind));
      let last: string | undefined;
      for (;;) {
        // An array sorts after every number, so this is past the last row of the kind before.
        const bound = last === undefined ? ['', -Infinity, ''] : [last, [], ''];
        const next = await this.#db.rows.where('[kind+order+name]').above(bound).first();
        if (!next) return kinds.sort();
        add((last = next.kind));
      }
    });
  }

  saveRows(rows: readonly StoredRow[]): Promise<void> {
    return this.#db.run(() =>
      this.#db.transaction('rw', [this.#db.meta, this.#db.erased, ...this.#bundles.liftTables], async () => {
        const isLeft = await this.#isLeft();
        const some = rows.filter(({ name }) => isLeft(name));
        await this.#bundles.lift(some.map(({ name }) => name));
        await this.#db.rows.bulkPut(some.map(rowLine));
      }),
    );
  }

  removeRow(name: EntityKey): Promise<void> {
    return this.#db.run(() =>
      this.#db.transaction('rw', [...this.#bundles.liftTables], async () => {
        await this.#bundles.lift([name]);
        await this.#db.rows.delete(name);
      }),
    );
  }

  outbox(): Promise<StoredOutbox> {
    return this.#outbox.read();
  }

  setAside(ids: readonly number[]): Promise<void> {
    return this.#outbox.setAside(ids);
  }

  addToOutbox(entries: readonly OutboxEntry[]): Promise<readonly (number | null)[]> {
    return this.#outbox.add(entries);
  }

  markSent(ids: readonly number[]): Promise<void> {
    return this.#outbox.markSent(ids);
  }

  settle(edits: Parameters<Vault['settle']>[0]): Promise<readonly EntityKey[]> {
    const { outbox, quarantine, wanted, meta, erased } = this.#db;
    const tables = [outbox, quarantine, wanted, meta, erased, ...this.#bundles.liftTables];
    return this.#db.run(() =>
      this.#db.transaction('rw', tables, async () => {
        const isLeft = await this.#isLeft();
        await this.#db.outbox.bulkDelete(edits.flatMap(({ id }) => (id === null ? [] : [id])));
        const names = [...new Set(edits.map(({ entry }) => entry.name))].filter(isLeft);
        await this.#bundles.lift(names);
        const { readable, wanted: corrupt } = await this.#db.readable(names);
        const records = names.map((name) => {
          let record = readable.get(name);
          for (const { entry } of edits)
            if (entry.name === name) record = withOwn(record, name, entry.update);
          return record;
        });
        const now = this.#db.now();
        await this.#db.records.bulkPut(
          records.flatMap((record) => (record ? [recordLine(record, now)] : [])),
        );
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

  onReopened(run: () => void): void {
    this.#db.reopened.subscribe(run);
  }

  async close(): Promise<void> {
    this.#db.end();
  }

  /** Inside a transaction that includes `wanted`, `meta` and `erased`. */
  async #putWanted(names: readonly EntityKey[]): Promise<void> {
    const some = names.filter(await this.#isLeft());
    await this.#db.wanted.bulkPut(some.map((name) => ({ name })));
  }

  /** Whether anything may be stored of a record, inside a transaction that includes `meta` and `erased`. */
  async #isLeft(): Promise<(name: EntityKey) => boolean> {
    const { withheld } = await this.#db.readMeta();
    const isAbsent = await this.#db.absent();
    return (name) => !isOfKinds(name, withheld) && !isAbsent(name);
  }
}
