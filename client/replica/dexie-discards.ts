/** Unsent edits that a person took back, in the vault's database. */
import type { EntityKey } from '../../shared/lib/ids.ts';
import type { DexieBundles } from './bundles/dexie-bundles.ts';
import { outboxEntryOf, outboxLine, recordLine } from './stored-lines.ts';
import { afterDiscard } from './stored-record.ts';
import type { VaultTables } from './vault-tables.ts';
import type { DiscardStore, StoredDiscard, StoredOutboxEntry } from './vault.ts';

export class DexieDiscards implements DiscardStore {
  readonly #db: VaultTables;
  readonly #bundles: DexieBundles;

  constructor(db: VaultTables, bundles: DexieBundles) {
    this.#db = db;
    this.#bundles = bundles;
  }

  discard({ name, at, entries, ids, relay }: Parameters<DiscardStore['discard']>[0]) {
    const { records, outbox, discarded, quarantine, wanted, erased } = this.#db;
    const tables = [outbox, discarded, quarantine, wanted, erased, ...this.#bundles.liftTables];
    return this.#db.run(() =>
      this.#db.transaction('rw', tables, async () => {
        if (await erased.get(name)) {
          await outbox.bulkDelete([...ids]);
          return { id: await this.#generationOf(name), isWhole: true };
        }
        await this.#bundles.lift([name]);
        const stored = (await this.#db.readable([name])).readable.get(name);
        const next = afterDiscard(stored, { name, entries, ...(relay && { relay }) });
        if (next.record) await records.put(recordLine(next.record, this.#db.now()));
        else await records.delete(name);
        if (!next.isWhole) await wanted.put({ name });
        await outbox.bulkDelete([...ids]);
        const id = await discarded.add({ name, at, entries: entries.map(outboxLine) });
        return { id: String(id), isWhole: next.isWhole };
      }),
    );
  }

  exchange({ name, at, ids, instead, aside = [], relay }: Parameters<DiscardStore['exchange']>[0]) {
    const { records, outbox, discarded, quarantine, wanted } = this.#db;
    return this.#db.run(() =>
      this.#db.transaction(
        'rw',
        [outbox, discarded, quarantine, wanted, ...this.#bundles.liftTables],
        async () => {
          const there = await outbox.bulkGet([...ids]);
          const lines = await discarded.bulkGet(aside.map(({ id }) => Number(id)));
          // Put back into the outbox, or let go of.
          const isGone = lines.some((line) => line === undefined || line.entries.length === 0);
          if (there.includes(undefined) || isGone) return undefined;
          for (const [index, { id: key, entries }] of aside.entries()) {
            const next = entries.values();
            // What cannot be read stays in its place.
            const changed = lines[index]?.entries.map((line) => {
              const entry = outboxEntryOf(0, line) && next.next().value;
              return entry ? outboxLine(entry) : line;
            });
            if (changed) await discarded.update(Number(key), { entries: changed });
          }
          await this.#bundles.lift([name]);
          const stored = (await this.#db.readable([name])).readable.get(name);
          const { record } = afterDiscard(stored, { name, entries: [], relay });
          if (record) await records.put(recordLine(record, this.#db.now()));
          await outbox.bulkDelete([...ids]);
          const added = await outbox.bulkAdd(instead.map(outboxLine), { allKeys: true });
          const id = await discarded.add({ name, at, entries: [] });
          return {
            id: String(id),
            added: instead.map((entry, index) => ({ ...entry, id: added[index] as number, sent: false })),
          };
        },
      ),
    );
  }

  generation(name: EntityKey): Promise<string> {
    return this.#db.run(() => this.#generationOf(name));
  }

  async #generationOf(name: EntityKey): Promise<string> {
    const ids = await this.#db.discarded.where('name').equals(name).primaryKeys();
    return ids.length > 0 ? String(Math.max(...ids)) : '';
  }

  all(): Promise<readonly StoredDiscard[]> {
    return this.#db.run(async () => {
      const found: StoredDiscard[] = [];
      await this.#db.discarded.each(({ name, at, entries }, { primaryKey }) => {
        const readable = entries.flatMap((line) => outboxEntryOf(0, line) ?? []);
        if (readable.length > 0) found.push({ id: String(primaryKey), name, at, entries: readable });
      });
      return found;
    });
  }

  restore(id: string): Promise<readonly StoredOutboxEntry[]> {
    const { outbox, discarded } = this.#db;
    return this.#db.run(() =>
      this.#db.transaction('rw', outbox, discarded, async () => {
        const line = await discarded.get(Number(id));
        if (!line) return [];
        const entries = line.entries.flatMap((entry) => outboxEntryOf(0, entry) ?? []);
        const ids = await outbox.bulkAdd(entries.map(outboxLine), { allKeys: true });
        await discarded.update(Number(id), { entries: [] });
        return entries.map((entry, index) => ({ ...entry, id: ids[index] as number, sent: false }));
      }),
    );
  }

  forget(ids: readonly string[]): Promise<void> {
    return this.#db.run(async () => {
      await this.#db.discarded.bulkUpdate(ids.map((id) => ({ key: Number(id), changes: { entries: [] } })));
    });
  }
}
