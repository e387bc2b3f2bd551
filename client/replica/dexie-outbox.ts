/** Unsent edits in the vault's database: `Vault` says what each call promises. */
import { must } from '../../shared/lib/assert.ts';
import { isUnreadableEdit, outboxEntryOf, outboxLine } from './stored-lines.ts';
import type { VaultTables } from './vault-tables.ts';
import type { OutboxEntry, StoredOutbox, StoredOutboxEntry } from './vault.ts';

export class DexieOutbox {
  readonly #db: VaultTables;

  constructor(db: VaultTables) {
    this.#db = db;
  }

  /** Everything unsent, oldest first. Edits that cannot be read are put aside and counted. */
  read(): Promise<StoredOutbox> {
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

  /** Stores all or none, but nothing of records that were erased. */
  add(entries: readonly OutboxEntry[]): Promise<readonly (number | null)[]> {
    const { outbox, erased } = this.#db;
    return this.#db.run(() =>
      this.#db.transaction('rw', outbox, erased, async () => {
        const isBurnt = await this.#db.burnt();
        const some = entries.filter(({ name }) => !isBurnt(name));
        const ids = (await outbox.bulkAdd(some.map(outboxLine), { allKeys: true })).values();
        return entries.map(({ name }) => (isBurnt(name) ? null : must(ids.next().value, 'an id for each')));
      }),
    );
  }

  markSent(ids: readonly number[]): Promise<void> {
    return this.#db.run(async () => {
      await this.#db.outbox.bulkUpdate(ids.map((key) => ({ key, changes: { sent: true } })));
    });
  }

  /** Inside a transaction of `outbox` and `quarantine`. */
  async #putEditsAside(ids: readonly number[]): Promise<void> {
    const lines: unknown[] = await this.#db.outbox.bulkGet([...ids]);
    await this.#db.quarantine.bulkAdd(lines.filter((line) => line !== undefined).map((edit) => ({ edit })));
    await this.#db.outbox.bulkDelete([...ids]);
  }
}
