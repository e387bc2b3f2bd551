/** The bundles in the vault's database. Each call belongs into a transaction that includes `tables`, unless it says otherwise. */
import type { Table } from 'dexie';
import type { EntityKey } from '../../../shared/lib/ids.ts';
import { recordLine, rowLine, type RecordLine } from '../stored-lines.ts';
import type { VaultTables } from '../vault-tables.ts';
import type { StoredRecord, StoredRow, Weight } from '../vault.ts';
import { CorruptRecord } from '../vault.ts';
import { compacted, headWithout, recordAt, rowAt, weightsOf, type BundleHead } from './bundle.ts';

const byOrder = '[kind+order+id]';

/** Where reading the bundles of a kind goes on. */
export type BundlePlace = Pick<BundleHead, 'order' | 'id'>;

export class DexieBundles {
  readonly #db: VaultTables;

  constructor(db: VaultTables) {
    this.#db = db;
  }

  /** What a transaction must include that reads bundles. */
  get tables(): readonly Table[] {
    const { bundles, bundleRows, bundleBytes } = this.#db;
    return [bundles, bundleRows, bundleBytes];
  }

  /** What a transaction must include that takes records out of bundles. */
  get liftTables(): readonly Table[] {
    return [...this.tables, this.#db.records, this.#db.rows];
  }

  /** @throws CorruptRecord */
  async record(name: EntityKey): Promise<StoredRecord | undefined> {
    const head = await this.#db.bundles.where('names').equals(name).first();
    if (!head) return undefined;
    const record = recordAt(head, head.names.indexOf(name), await this.#db.bundleBytes.get(head.id));
    if (!record) throw new CorruptRecord(name);
    return record;
  }

  /**
   * Takes records out, each into lines of its own, where whoever writes about them finds them. What cannot be read becomes a line
   * that cannot be read, and is put aside as such. With `erasing` no byte of them stays in a bundle, of those that left it before neither.
   */
  async lift(names: readonly EntityKey[], { erasing = false } = {}): Promise<void> {
    const { bundles } = this.#db;
    const indexes = erasing ? ['names', 'left'] : ['names'];
    const found = await Promise.all(
      indexes.flatMap((index) => names.map((name) => bundles.where(index).equals(name).primaryKeys())),
    );
    const gone = new Set(names);
    const ids = [...new Set(found.flat())];
    for (const head of await bundles.bulkGet(ids)) if (head) await this.#liftFrom(head, gone, erasing);
  }

  async #liftFrom(head: BundleHead, gone: ReadonlySet<EntityKey>, erasing: boolean): Promise<void> {
    const { records, rows, bundles, bundleRows, bundleBytes } = this.#db;
    const [allRows, bytes] = [await bundleRows.get(head.id), await bundleBytes.get(head.id)];
    const lifted = head.names.flatMap((name, index) => (gone.has(name) ? [index] : []));
    await records.bulkPut(
      lifted.map((index) => {
        const record = recordAt(head, index, bytes);
        return record
          ? recordLine(record, head.accessed)
          : unreadable(head.names[index] as EntityKey, head.accessed);
      }),
    );
    await rows.bulkPut(lifted.map((index) => rowLine(rowAt(head, index, allRows))));
    const left = headWithout(head, gone);
    if (!left) {
      for (const table of this.tables) await table.delete(head.id);
    } else if (erasing || left.names.length * 2 < (allRows?.at.length ?? 0)) {
      const made = compacted(left, allRows, bytes);
      await bundles.put(made.head);
      await bundleRows.put(made.rows);
      await bundleBytes.put(made.bytes);
    } else {
      await bundles.put(left);
    }
  }

  async withhold(kinds: readonly string[]): Promise<void> {
    for (const kind of kinds) {
      const ids = await this.#ofKind(kind).primaryKeys();
      for (const table of this.tables) await table.bulkDelete(ids);
    }
  }

  names(after: string, limit: number): Promise<readonly EntityKey[]> {
    return this.#db.bundles.where('names').above(after).limit(limit).keys() as unknown as Promise<
      EntityKey[]
    >;
  }

  async kinds(): Promise<readonly string[]> {
    const found = await this.#db.bundles.orderBy(byOrder).keys();
    return [...new Set((found as unknown as [string, number, number][]).map(([kind]) => kind))];
  }

  /** The rows of a kind's next bundle; those with the newest row come first. */
  async rows(
    kind: string,
    after: BundlePlace | undefined,
  ): Promise<{ readonly rows: readonly StoredRow[]; readonly next?: BundlePlace }> {
    const head = await this.#ofKind(kind, after).first();
    if (!head) return { rows: [] };
    const all = await this.#db.bundleRows.get(head.id);
    const { order, id } = head;
    return { rows: head.names.map((_, index) => rowAt(head, index, all)), next: { order, id } };
  }

  /** What the records of the next bundle take up. */
  async weights(
    after: number | undefined,
  ): Promise<{ readonly weights: readonly Weight[]; readonly next?: number }> {
    const head = await this.#db.bundles
      .where('id')
      .above(after ?? -Infinity)
      .first();
    return head ? { weights: weightsOf(head), next: head.id } : { weights: [] };
  }

  #ofKind(kind: string, after?: BundlePlace) {
    const from = after ? [kind, after.order, after.id] : [kind, -Infinity, -Infinity];
    return this.#db.bundles.where(byOrder).between(from, [kind, [], []], false, true);
  }
}

/** Measured, so that nobody takes it for a line from before there was anything to measure. */
const unreadable = (name: EntityKey, accessed: number): RecordLine =>
  ({ name, accessed, bytes: 0 }) as RecordLine;
