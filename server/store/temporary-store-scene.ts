/** A store in a folder of its own that goes away with the test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore, storeFile, type SqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';

export interface TemporaryStore {
  readonly folder: string;
  store: SqliteStore;
  readonly remove: () => Promise<void>;
  /** Closes the store and opens it again. */
  readonly reopen: (options?: Partial<SqliteStoreOptions>) => Promise<SqliteStore>;
  /** Changes the file behind the store's back, as a failing disk or a person would. */
  readonly tamper: (sql: string, ...values: (string | number)[]) => void;
}

export const temporaryFolder = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'solder-store-'));

export async function temporaryStore(options: Partial<SqliteStoreOptions> = {}): Promise<TemporaryStore> {
  const folder = await temporaryFolder();
  const scene: TemporaryStore = {
    folder,
    store: await openSqliteStore({ folder, ...options }),
    async remove() {
      await scene.store.close();
      await rm(folder, { recursive: true, force: true });
    },
    async reopen(again = {}) {
      await scene.store.close();
      scene.store = await openSqliteStore({ folder, ...again });
      return scene.store;
    },
    tamper(sql, ...values) {
      const database = new DatabaseSync(path.join(folder, storeFile), {
        enableForeignKeyConstraints: false,
        timeout: 10_000,
      });
      database.prepare(sql).run(...values);
      database.close();
    },
  };
  return scene;
}
