/** Journals of records as crashes leave them, in the IndexedDB stand-in of these tests. */
import { vi } from 'vitest';
import { canary } from './erasure-scene.ts';

/** A journal as a crash leaves it, after edits were taken back once; answers its database. */
export async function earlierJournal(of: string, name: string): Promise<string> {
  const database = `${of}/journal/${name}#2`;
  const journal = indexedDB.open(database);
  await new Promise((resolve) => {
    journal.addEventListener('upgradeneeded', () => {
      journal.result.createObjectStore('updates', { autoIncrement: true }).add(canary);
    });
    journal.addEventListener('success', resolve);
  });
  journal.result.close();
  return database;
}

/** Something else holds this database until the answer is called: it is not deleted. */
export function held(database: string): () => void {
  const deleteDatabase = indexedDB.deleteDatabase.bind(indexedDB);
  const spy = vi.spyOn(indexedDB, 'deleteDatabase').mockImplementation((name) => {
    if (name === database) throw new DOMException('as the test says', 'UnknownError');
    return deleteDatabase(name);
  });
  return () => spy.mockRestore();
}

export const databases = async () => (await indexedDB.databases()).map(({ name }) => name);
