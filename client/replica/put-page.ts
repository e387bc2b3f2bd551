/**
 * A page's way into IndexedDB, by the plain interface: what Dexie adds to a request costs more than the request, and of sixty
 * thousand records each takes some. The transaction stays open from the first request to the last, and is filled a handful
 * of records at a time: the disk stores one handful while the next is made ready, and keys and frames have their turn between.
 */
import type { EntityKey } from '../../shared/lib/ids.ts';
import { isOfKinds } from './of-kinds.ts';
import { recordLine, recordOf, rowLine } from './stored-lines.ts';
import { advanced, isRowOnly, lacksItsStart, saysLess, withItem } from './stored-record.ts';
import { emptyMeta, type StoredRecord, type VaultItem, type VaultMeta, type VaultPage } from './vault.ts';

/** What one turn hands to the database: few enough to take some milliseconds, enough to wait seldom. */
const handful = 64;

export const pageTables = ['records', 'rows', 'meta', 'quarantine', 'wanted', 'erased'] as const;
type Table = (typeof pageTables)[number];

/**
 * Resolves when the transaction was seen to complete, with the records that are wanted whole. `now`, in milliseconds, is when
 * they are written. @throws DOMException
 */
export async function putPage(db: IDBDatabase, page: VaultPage, now: number): Promise<readonly EntityKey[]> {
  const transaction = db.transaction(pageTables, 'readwrite', { durability: 'strict' });
  const completed = new Promise<void>((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () =>
      reject(transaction.error ?? new DOMException('The transaction was aborted.', 'AbortError')),
    );
  });
  const writing = new PageWriting(transaction, page, now);
  try {
    await writing.run();
  } catch (error) {
    // An error of the database has aborted it already, and tells more than the request that came last.
    if (transaction.error === null) abort(transaction);
    await completed.catch((cause: unknown) => {
      throw transaction.error === null ? error : cause;
    });
  }
  await completed;
  return [...writing.wholes];
}

/** What was asked for before and is to be stored in a second look. */
interface Clash {
  readonly item: VaultItem;
  /** The page's row took a place that was free, beside a record that was there. */
  rowAdded: boolean;
}

class PageWriting {
  readonly wholes = new Set<EntityKey>();
  readonly #transaction: IDBTransaction;
  readonly #page: VaultPage;
  readonly #now: number;
  /** What this page made of its records so far: a name may come twice. */
  readonly #written = new Map<EntityKey, StoredRecord>();

  constructor(transaction: IDBTransaction, page: VaultPage, now: number) {
    this.#transaction = transaction;
    this.#page = page;
    this.#now = now;
  }

  async run(): Promise<void> {
    const meta: VaultMeta = { ...emptyMeta, ...(await answer(this.#table('meta').get('meta'))) };
    const burnt = new Set(await answer(this.#table('erased').getAllKeys()));
    const items = this.#page.items.filter(({ name }) => !isOfKinds(name, meta.withheld) && !burnt.has(name));
    const handfuls = Array.from({ length: Math.ceil(items.length / handful) }, (_, at) =>
      items.slice(at * handful, (at + 1) * handful),
    );
    let before: Promise<unknown> | undefined;
    let areNew = false;
    const clashes: Clash[] = [];
    for (const [at, some] of handfuls.entries()) {
      if (areNew) {
        const adding = this.#add(some, clashes);
        // It is waited for in the next turn, unless the one before throws.
        adding.catch(() => undefined);
        await before;
        before = adding;
      } else {
        const known = await this.#put(some, meta);
        // A device that fetches everything has nothing of it: the rest is stored without looking first.
        areNew = at === 0 && known === 0;
      }
    }
    await before;
    for (let from = 0; from < clashes.length; from += handful) {
      const some = clashes.slice(from, from + handful);
      await this.#put(
        some.map(({ item }) => item),
        meta,
        new Set(some.filter(({ rowAdded }) => rowAdded).map(({ item }) => item.name)),
      );
    }
    this.#table('meta').put({ ...meta, ...advanced(meta, this.#page) }, 'meta');
  }

  /** Looks at what is stored of each, and stores what is newer. Answers of how many there was something. */
  async #put(
    items: readonly VaultItem[],
    meta: VaultMeta,
    rowsAdded?: ReadonlySet<EntityKey>,
  ): Promise<number> {
    const { epoch } = this.#page;
    const [records, rows] = [this.#table('records'), this.#table('rows')];
    const lines = await Promise.all(items.map(({ name }): Promise<unknown> => answer(records.get(name))));
    let known = 0;
    for (const [at, item] of items.entries()) {
      const line = lines[at];
      if (line !== undefined) known++;
      const stored = this.#written.get(item.name) ?? this.#readable(item.name, line);
      if (isRowOnly(stored, item)) {
        if (item.row) rows.put(rowLine(item.row));
        else this.#want(item.name);
        continue;
      }
      const next = withItem(stored, item, epoch);
      if (!next) {
        // What it holds is newer than the page's row.
        if (rowsAdded?.has(item.name)) rows.delete(item.name);
        continue;
      }
      if (lacksItsStart(stored, item, epoch) || saysLess(stored, item, this.#page, meta)) {
        this.#want(item.name);
      }
      this.#written.set(item.name, next);
      records.put(recordLine(next, this.#now));
      if (item.row) rows.put(rowLine(item.row));
    }
    return known;
  }

  /** Stores records that are probably not here; those that are, or that are no beginning, become clashes. */
  async #add(items: readonly VaultItem[], clashes: Clash[]): Promise<void> {
    const [records, rows] = [this.#table('records'), this.#table('rows')];
    let last: IDBRequest | undefined;
    for (const item of items) {
      const next = item.whole && !this.#written.has(item.name) && withItem(undefined, item, this.#page.epoch);
      const clash: Clash = { item, rowAdded: false };
      if (!next) {
        clashes.push(clash);
        continue;
      }
      this.#written.set(item.name, next);
      let isThere = false;
      last = records.add(recordLine(next, this.#now));
      whenTaken(last, () => {
        isThere = true;
        // What was written of it is not, after all.
        this.#written.delete(item.name);
        clash.rowAdded = item.row !== undefined;
        clashes.push(clash);
      });
      if (!item.row) continue;
      const line = rowLine(item.row);
      last = rows.add(line);
      whenTaken(last, () => {
        if (isThere) clash.rowAdded = false;
        else rows.put(line);
      });
    }
    // Requests of a transaction are answered in order.
    if (last) await settled(last);
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
    this.wholes.add(name);
    this.#table('wanted').put({ name });
  }

  #table(name: Table): IDBObjectStore {
    return this.#transaction.objectStore(name);
  }
}

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(errorOf(request)));
  });

/** Stored, or found to be there already. */
const settled = (request: IDBRequest): Promise<void> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve());
    request.addEventListener('error', () => {
      if (isTaken(request)) resolve();
      else reject(errorOf(request));
    });
  });

const isTaken = ({ error }: IDBRequest): boolean => error?.name === 'ConstraintError';

const errorOf = ({ error }: IDBRequest): DOMException => error ?? new DOMException('', 'UnknownError');

/** When there is something under the key already: no error of the transaction's. */
function whenTaken(request: IDBRequest, taken: () => void): void {
  request.addEventListener('error', (event) => {
    if (!isTaken(request)) return;
    event.preventDefault();
    event.stopPropagation();
    taken();
  });
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It is over already.
  }
}
