/**
 * A page's way into IndexedDB, by the plain interface: what Dexie adds to a request costs more than the request. Records of
 * which nothing is here yet, as on a device that fetches everything, are stored as bundles; the others are looked at one by
 * one. The transaction stays open from the first request to the last, and is filled a handful of records at a time: keys and
 * frames have their turn between.
 */
import type { EntityKey } from '../../shared/lib/ids.ts';
import { bundleOf, isBundled, type BundledItem, type BundleHead } from './bundles/bundle.ts';
import type { KnownBundles } from './bundles/known-bundles.ts';
import { isOfKinds } from './of-kinds.ts';
import { recordLine, recordOf, rowLine } from './stored-lines.ts';
import { advanced, isRowOnly, lacksItsStart, saysLess, unmadeRow, withItem } from './stored-record.ts';
import type { ErasedLine } from './vault-tables.ts';
import { emptyMeta, type StoredRecord, type VaultItem, type VaultMeta, type VaultPage } from './vault.ts';

/** What one turn hands to the database: few enough to take some milliseconds, enough to wait seldom. */
const handful = 64;
/** Of a page with fewer records none is bundled: looking them up by name costs less than knowing all. */
const bundledFrom = 64;
/** So few of a kind are worth no bundle. */
const fewestInBundle = 8;
/** Keys of a table are read at once as long as it has so few, and asked for one by one in a larger one. */
const keysAtOnce = 4_000;

const pageTables = [
  'records',
  'rows',
  'meta',
  'quarantine',
  'wanted',
  'erased',
  'bundles',
  'bundleRows',
  'bundleBytes',
] as const;
type Table = (typeof pageTables)[number];

export interface PutPageContext {
  /** When it is written, in this machine's milliseconds. */
  readonly now: number;
  readonly known: KnownBundles;
  readonly IDBKeyRange: typeof IDBKeyRange;
}

/** The records that are wanted whole; or nothing was stored, as the page has news of records that must leave their bundles first. */
export type PutPage = { readonly wanted: readonly EntityKey[] } | { readonly bundled: readonly EntityKey[] };

/** Resolves when the transaction was seen to complete. @throws DOMException */
export async function putPage(db: IDBDatabase, page: VaultPage, context: PutPageContext): Promise<PutPage> {
  const transaction = db.transaction(pageTables, 'readwrite', { durability: 'strict' });
  const completed = new Promise<void>((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () =>
      reject(transaction.error ?? new DOMException('The transaction was aborted.', 'AbortError')),
    );
  });
  let put: PutPage;
  try {
    put = await new PageWriting(transaction, page, context).run();
  } catch (error) {
    // An error of the database has aborted it already, and tells more than the request that came last.
    if (transaction.error === null) abort(transaction);
    return completed.then(
      () => Promise.reject(error),
      (cause: unknown) => Promise.reject(transaction.error === null ? error : cause),
    );
  }
  await completed;
  return put;
}

/** A page's records by what becomes of them. */
interface Sorted {
  /** Nothing of them is here: by kind. */
  readonly fresh: ReadonlyMap<string, readonly BundledItem[]>;
  /** To be looked at one by one. */
  readonly others: readonly VaultItem[];
  /** They lie in bundles, and the page says more of them. */
  readonly bundled: readonly EntityKey[];
}

/** What a page of many records is sorted by: the bundles of which nothing is known yet, and how many lines the tables have. */
interface Before {
  readonly heads: readonly BundleHead[];
  readonly records: number;
  readonly rows: number;
}

class PageWriting {
  readonly #wanted = new Set<EntityKey>();
  readonly #transaction: IDBTransaction;
  readonly #page: VaultPage;
  readonly #context: PutPageContext;
  /** What this page made of its records so far: a name may come twice. */
  readonly #written = new Map<EntityKey, StoredRecord>();

  constructor(transaction: IDBTransaction, page: VaultPage, context: PutPageContext) {
    this.#transaction = transaction;
    this.#page = page;
    this.#context = context;
  }

  async run(): Promise<PutPage> {
    // What decides is asked for at once: on a fresh device waiting for answers is most of what a page takes.
    const [stored, erased, before] = await Promise.all([
      answer<VaultMeta | undefined>(this.#table('meta').get('meta')),
      answer<ErasedLine[]>(this.#table('erased').getAll()),
      this.#page.items.length < bundledFrom ? undefined : this.#readBefore(),
    ]);
    const meta: VaultMeta = { ...emptyMeta, ...stored };
    const items = this.#wantedOf(meta, erased);
    const { fresh, others, bundled } = before
      ? await this.#sortMany(items, before)
      : await this.#sortFew(items);
    if (bundled.length > 0) return { bundled };
    for (const [kind, some] of fresh) await this.#bundle(kind, some);
    for (let from = 0; from < others.length; from += handful)
      await this.#put(others.slice(from, from + handful), meta);
    this.#table('meta').put({ ...meta, ...advanced(meta, this.#page) }, 'meta');
    return { wanted: [...this.#wanted] };
  }

  /** Those of the page of which something may be stored. What had left and comes whole is here again. */
  #wantedOf({ withheld }: VaultMeta, lines: readonly ErasedLine[]): readonly VaultItem[] {
    const erased = this.#table('erased');
    const absent = new Map<string, ErasedLine>(lines.map((line) => [line.name, line]));
    return this.#page.items.filter(({ name, whole }) => {
      if (isOfKinds(name, withheld)) return false;
      const line = absent.get(name);
      if (line?.left && whole) erased.delete(name);
      return !line || (line.left === true && whole);
    });
  }

  async #sortFew(items: readonly VaultItem[]): Promise<Sorted> {
    const { epoch } = this.#page;
    const index = this.#table('bundles').index('names');
    const heads = await Promise.all(
      items.map(({ name }): Promise<BundleHead | undefined> => answer(index.get(name))),
    );
    const others: VaultItem[] = [];
    const bundled: EntityKey[] = [];
    for (const [at, item] of items.entries()) {
      const head = heads[at];
      if (!head) others.push(item);
      else if (head.epoch !== epoch || (head.seqs[head.names.indexOf(item.name)] ?? 0) < item.seq)
        bundled.push(item.name);
    }
    return { fresh: new Map(), others, bundled };
  }

  async #readBefore(): Promise<Before> {
    const { known, IDBKeyRange: ranges } = this.#context;
    const [heads, records, rows] = await Promise.all([
      answer<BundleHead[]>(this.#table('bundles').getAll(ranges.lowerBound(known.last, true))),
      answer(this.#table('records').count()),
      answer(this.#table('rows').count()),
    ]);
    return { heads, records, rows };
  }

  async #sortMany(items: readonly VaultItem[], { heads, records, rows }: Before): Promise<Sorted> {
    const { known } = this.#context;
    const index = this.#table('bundles').index('names');
    known.add(heads);
    const others: VaultItem[] = [];
    const bundled: EntityKey[] = [];
    const unknown: VaultItem[] = [];
    const newer: VaultItem[] = [];
    for (const item of items) {
      const found = known.get(item.name);
      if (!found) unknown.push(item);
      else if (found.epoch !== this.#page.epoch || found.seq < item.seq) newer.push(item);
    }
    // They may have left their bundles since.
    const inBundles = await Promise.all(newer.map(({ name }) => answer(index.getKey(name))));
    for (const [at, item] of newer.entries()) {
      if (inBundles[at] === undefined) others.push(item);
      else bundled.push(item.name);
    }
    const fresh = new Map<string, BundledItem[]>();
    const [inRecords, inRows] = await Promise.all([
      this.#keys('records', records, unknown),
      this.#keys('rows', rows, unknown),
    ]);
    const counts = Map.groupBy(unknown, ({ name }) => name);
    for (const item of unknown) {
      const { name } = item;
      const isFresh = !inRecords.has(name) && !inRows.has(name) && counts.get(name)?.length === 1;
      if (!isFresh || !isBundled(item)) {
        others.push(item);
        continue;
      }
      const some = fresh.get(item.row.kind);
      if (some) some.push(item);
      else fresh.set(item.row.kind, [item]);
    }
    for (const [kind, some] of fresh) {
      if (some.length >= fewestInBundle) continue;
      others.push(...some);
      fresh.delete(kind);
    }
    return { fresh, others, bundled };
  }

  /** Those names that a table has, or more. */
  async #keys(table: Table, count: number, items: readonly VaultItem[]): Promise<ReadonlySet<unknown>> {
    if (count === 0) return new Set();
    const store = this.#table(table);
    if (count <= keysAtOnce) return new Set(await answer(store.getAllKeys()));
    return new Set(await Promise.all(items.map(({ name }) => answer(store.getKey(name)))));
  }

  async #bundle(kind: string, items: readonly BundledItem[]): Promise<void> {
    const { head, rows, bytes } = bundleOf(items, { kind, epoch: this.#page.epoch, now: this.#context.now });
    const id = await answer(this.#table('bundles').add(head));
    this.#table('bundleRows').add({ ...rows, id });
    this.#table('bundleBytes').add({ ...bytes, id });
  }

  /** Looks at what is stored of each, and stores what is newer. */
  async #put(items: readonly VaultItem[], meta: VaultMeta): Promise<void> {
    const { epoch } = this.#page;
    const [records, rows] = [this.#table('records'), this.#table('rows')];
    const lines = await Promise.all(items.map(({ name }): Promise<unknown> => answer(records.get(name))));
    for (const [at, item] of items.entries()) {
      const stored = this.#written.get(item.name) ?? this.#readable(item.name, lines[at]);
      if (isRowOnly(stored, item)) {
        if (item.row) rows.put(rowLine(item.row));
        else this.#want(item.name);
        continue;
      }
      const next = withItem(stored, item, epoch);
      if (!next) continue;
      const isHalf = lacksItsStart(stored, item, epoch) || saysLess(stored, item, this.#page, meta);
      if (isHalf) this.#want(item.name);
      this.#written.set(item.name, next);
      records.put(recordLine(next, this.#context.now));
      if (item.row) rows.put(rowLine(item.row));
      else if (!isHalf) rows.put(rowLine(unmadeRow(item.name)));
    }
  }

  /** A line that is not what was written is put aside, and the record is wanted whole. */
  #readable(name: EntityKey, line: unknown): StoredRecord | undefined {
    if (line === undefined) return undefined;
    const record = recordOf(name, line);
    if (record) return record;
    this.#table('quarantine').add(line);
    this.#want(name);
    return undefined;
  }

  #want(name: EntityKey): void {
    this.#wanted.add(name);
    this.#table('wanted').put({ name });
  }

  #table(name: Table): IDBObjectStore {
    return this.#transaction.objectStore(name);
  }
}

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new DOMException('', 'UnknownError')));
  });

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It is over already.
  }
}
