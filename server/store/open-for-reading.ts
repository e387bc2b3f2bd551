/**
 * A look at the store beside whoever writes it, for the command line: it changes nothing, and waits for nobody. Close it soon,
 * since the write-ahead log is not emptied while a transaction of a reader is open.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Connection } from './connection.ts';
import { migrations } from './migrations.ts';
import { storeFile } from './sqlite-store.ts';
import { StoreUnavailable } from './store.ts';

/** @throws StoreUnavailable when there is no store, or one of another version than this program's */
export function openForReading(folder: string): Connection {
  const file = path.join(folder, storeFile);
  if (!existsSync(file)) throw new StoreUnavailable(`There is no store in ${folder}.`);
  let connection: Connection | undefined;
  try {
    connection = new Connection({ file, mode: 'read', busyTimeout: 10_000 });
    const version = connection.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
    if (version === migrations.length) return connection;
    throw new StoreUnavailable(
      version > migrations.length
        ? `The store in ${folder} is of a newer Solder. Use that version's commands.`
        : `The store in ${folder} is of an older Solder. Start this version's relay on it once.`,
    );
  } catch (error) {
    connection?.close();
    if (error instanceof StoreUnavailable) throw error;
    throw new StoreUnavailable(
      `The store in ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      { cause: error },
    );
  }
}
