/** What left the vault's database and does not come back into it by itself: `Vault` says what each call promises. */
import { parseFileId, type EntityKey } from '../../shared/lib/ids.ts';
import type { DexieBundles } from './bundles/dexie-bundles.ts';
import { isOfKinds } from './of-kinds.ts';
import { isUnreadableEdit, quarantined } from './stored-lines.ts';
import { withholding } from './stored-record.ts';
import type { VaultTables } from './vault-tables.ts';
import type { GoneHere } from './vault.ts';

export class DexieGone {
  readonly #db: VaultTables;
  readonly #bundles: DexieBundles;

  constructor(db: VaultTables, bundles: DexieBundles) {
    this.#db = db;
    this.#bundles = bundles;
  }

  withhold(kinds: readonly string[]): Promise<void> {
    const { records, rows, wanted, quarantine, meta, pins } = this.#db;
    const tables = [wanted, quarantine, meta, pins, ...this.#bundles.liftTables];
    return this.#db.run(() =>
      this.#db.transaction('rw', tables, async () => {
        await this.#bundles.withhold(kinds);
        for (const kind of kinds) {
          const prefix = `${kind}/`;
          await records.where('name').startsWith(prefix).delete();
          await rows.where('name').startsWith(prefix).delete();
          await wanted.where('name').startsWith(prefix).delete();
          await pins.where('name').startsWith(prefix).delete();
        }
        await quarantine
          .filter((line) => !isUnreadableEdit(line) && isOfKinds(quarantined(line), kinds))
          .delete();
        await this.#db.putMeta(withholding(await this.#db.readMeta(), kinds));
      }),
    );
  }

  erase({ names, files }: GoneHere): Promise<void> {
    const { records, rows, outbox, wanted, quarantine, pins, discarded, erased } = this.#db;
    const tables = [outbox, wanted, quarantine, pins, discarded, erased, ...this.#bundles.liftTables];
    return this.#db.run(() =>
      this.#db.transaction('rw', tables, async () => {
        await this.#bundles.lift(names, { erasing: true });
        const unsent = await outbox.where('name').anyOf(names).keys();
        const lost = new Set<unknown>([...unsent, ...(await this.#readLost())]);
        await erased.bulkPut(
          [...names, ...files].map((name) => ({ name, ...(lost.has(name) && { lost: true as const }) })),
        );
        for (const table of [records, rows, wanted, pins]) await table.bulkDelete([...names]);
        await outbox.where('name').anyOf(names).delete();
        // Their lines stay, without the edits: journals are named after them.
        await discarded.where('name').anyOf(names).modify({ entries: [] });
        const gone = new Set<string>(names);
        await quarantine.filter((line) => gone.has(quarantined(line))).delete();
      }),
    );
  }

  leave(names: readonly EntityKey[]): Promise<void> {
    const { records, rows, wanted, quarantine, pins, erased } = this.#db;
    const tables = [wanted, quarantine, pins, erased, ...this.#bundles.liftTables];
    return this.#db.run(() =>
      this.#db.transaction('rw', tables, async () => {
        await this.#bundles.lift(names, { erasing: true });
        const isBurnt = await this.#db.burnt();
        const some = names.filter((name) => !isBurnt(name));
        await erased.bulkPut(some.map((name) => ({ name, left: true as const })));
        for (const table of [records, rows, wanted, pins]) await table.bulkDelete([...names]);
        const gone = new Set<string>(names);
        await quarantine.filter((line) => !isUnreadableEdit(line) && gone.has(quarantined(line))).delete();
      }),
    );
  }

  lost(): Promise<readonly EntityKey[]> {
    return this.#db.run(() => this.#readLost());
  }

  async #readLost(): Promise<EntityKey[]> {
    const lines = await this.#db.erased.filter(({ lost }) => lost === true).toArray();
    return lines.map(({ name }) => name as EntityKey);
  }

  knowsOfLoss(name: EntityKey): Promise<void> {
    return this.#db.run(async () => {
      await this.#db.erased.put({ name });
    });
  }

  erased(): Promise<GoneHere> {
    return this.#db.run(async () => {
      const lines = await this.#db.erased.filter(({ left }) => left !== true).toArray();
      const all = lines.map(({ name }) => name);
      return {
        names: all.filter((name) => name.includes('/')) as EntityKey[],
        files: all.flatMap((name) => parseFileId(name) ?? []),
      };
    });
  }
}
