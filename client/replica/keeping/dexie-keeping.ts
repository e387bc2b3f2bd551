/** What the records take up and which of them a person pinned, in the vault's database. */
import type { EntityKey } from '../../../shared/lib/ids.ts';
import type { DexieBundles } from '../bundles/dexie-bundles.ts';
import { lengthOf, recordLine, recordOf, type RecordLine } from '../stored-lines.ts';
import { pruned } from '../stored-record.ts';
import type { VaultTables } from '../vault-tables.ts';
import type { KeepStore, Weight } from '../vault.ts';

const byWeight = '[accessed+bytes+name]';
/** One task of the browser's each. */
const measuredAtOnce = 32;

export class DexieKeeping implements KeepStore {
  readonly #db: VaultTables;
  readonly #bundles: DexieBundles;

  constructor(db: VaultTables, bundles: DexieBundles) {
    this.#db = db;
    this.#bundles = bundles;
  }

  async weights(after: Weight | undefined, limit: number): Promise<readonly Weight[]> {
    if (!after) await this.#measure();
    const from = after ? [after.accessed, after.bytes, after.name] : [-Infinity];
    return this.#db.run(async () => {
      // Keys alone: the bytes themselves stay on the disk.
      const keys = await this.#db.records.where(byWeight).above(from).limit(limit).keys();
      return keys.map((key) => {
        const [accessed, bytes, name] = key as unknown as [number, number, EntityKey];
        return { name, bytes, accessed };
      });
    });
  }

  bundledWeights(after: number | undefined) {
    return this.#db.run(() =>
      this.#db.transaction('r', [...this.#bundles.tables], () => this.#bundles.weights(after)),
    );
  }

  touch(name: EntityKey): Promise<void> {
    return this.#db.run(() =>
      this.#db.transaction('rw', [...this.#bundles.liftTables], async () => {
        await this.#bundles.lift([name]);
        await this.#db.records.update(name, { accessed: this.#db.now() });
      }),
    );
  }

  prune(names: readonly EntityKey[]): Promise<readonly EntityKey[]> {
    return this.#letGo(names, async (lines) => {
      await this.#db.records.bulkPut([...lines]);
    });
  }

  forget(names: readonly EntityKey[]): Promise<readonly EntityKey[]> {
    return this.#letGo(names, async (lines) => {
      const gone = lines.map(({ name }) => name);
      await this.#db.records.bulkDelete(gone);
      await this.#db.rows.bulkDelete(gone);
    });
  }

  #letGo(
    names: readonly EntityKey[],
    write: (lines: readonly RecordLine[]) => Promise<void>,
  ): Promise<readonly EntityKey[]> {
    const { records, outbox, journals, wanted } = this.#db;
    return this.#db.run(() =>
      this.#db.transaction('rw', [outbox, journals, wanted, ...this.#bundles.liftTables], async () => {
        const all = [...names];
        await this.#bundles.lift(all, { erasing: true });
        const unsent = await outbox.where('name').anyOf(all).toArray();
        const needed = new Set<EntityKey>([
          ...unsent.map(({ name }) => name),
          ...(await journals.where('name').anyOf(all).primaryKeys()),
          ...(await wanted.where('name').anyOf(all).primaryKeys()),
        ]);
        const lines = await records.bulkGet(all);
        const made = all.flatMap((name, index) => {
          const line = lines[index];
          // What cannot be read is put aside by whoever opens it.
          const record = line && !needed.has(name) ? recordOf(name, line) : undefined;
          return line && record ? [recordLine(pruned(record), line.accessed)] : [];
        });
        await write(made);
        return made.map(({ name }) => name);
      }),
    );
  }

  pins(): Promise<readonly EntityKey[]> {
    return this.#db.run(() => this.#db.pins.toCollection().primaryKeys());
  }

  pin(name: EntityKey, isPinned: boolean): Promise<void> {
    return this.#db.run(async () => {
      if (isPinned) await this.#db.pins.put({ name });
      else await this.#db.pins.delete(name);
    });
  }

  /** Lines from before there was anything to measure. */
  async #measure(): Promise<void> {
    const { records } = this.#db;
    const unmeasured = await this.#db.run(
      async () => (await records.count()) - (await records.where(byWeight).above([-Infinity]).count()),
    );
    if (unmeasured === 0) return;
    let after = '';
    for (;;) {
      const last = await this.#db.run(() =>
        this.#db.transaction('rw', records, async () => {
          const lines = await records.where('name').above(after).limit(measuredAtOnce).toArray();
          const made = lines
            .filter((line) => (line.accessed as number | undefined) === undefined)
            .map((line) => ({
              ...line,
              accessed: this.#db.now(),
              bytes: lengthOf([...line.chunks, ...line.own, ...(line.base ?? [])]),
            }));
          await records.bulkPut(made);
          return lines.at(-1)?.name;
        }),
      );
      if (last === undefined) return;
      after = last;
    }
  }
}
