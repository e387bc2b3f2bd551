/**
 * A small shelf of named texts, read once when the page starts and written through to IndexedDB. Not `localStorage`:
 * a browser that is killed loses what that had been told in the last seconds, and with it who was signed in.
 */
import type { Shelf } from './sessions.ts';

const database = 'solder-page';
const store = 'shelf';

/** Reads what is on the device; where that cannot be done in `patience` milliseconds, a shelf that lasts as long as the page. */
export async function openShelf(
  factory: IDBFactory | undefined,
  after: (ms: number, run: () => void) => () => void,
  patience = 3_000,
): Promise<Shelf> {
  const held = new Map<string, string>();
  let db: IDBDatabase | undefined;
  const write = (change: (to: IDBObjectStore) => void): void => {
    if (!db) return;
    try {
      change(db.transaction(store, 'readwrite', { durability: 'strict' }).objectStore(store));
    } catch {
      // The connection is gone; once there is another, all that is held is written to it.
    }
  };
  const connect = async (tries: number): Promise<void> => {
    if (!factory || tries === 0) return;
    db = await opened(factory, after, patience);
    if (!db) return connect(tries - 1);
    // Closed by the browser, which may have cleared it (fault 4): who is signed in must outlast the page all the same.
    db.addEventListener('close', () => {
      db = undefined;
      // What is opened while the browser still clears is closed by that, too.
      void connect(3).then(() => write((to) => held.forEach((text, key) => to.put(text, key))));
    });
  };
  await connect(1);
  if (db) for (const [key, text] of await everything(db)) held.set(key, text);
  return {
    keys: () => [...held.keys()],
    get: (key) => held.get(key),
    set(key, text) {
      held.set(key, text);
      write((to) => to.put(text, key));
    },
    remove(key) {
      held.delete(key);
      write((to) => to.delete(key));
    },
  };
}

function opened(
  factory: IDBFactory,
  after: (ms: number, run: () => void) => () => void,
  patience: number,
): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    after(patience, () => resolve(undefined));
    try {
      const opening = factory.open(database, 1);
      opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(store));
      opening.addEventListener('success', () => resolve(opening.result));
      opening.addEventListener('error', () => resolve(undefined));
    } catch {
      resolve(undefined);
    }
  });
}

function everything(db: IDBDatabase): Promise<readonly (readonly [string, string])[]> {
  return new Promise((resolve) => {
    const reading = db.transaction(store).objectStore(store);
    const keys = reading.getAllKeys();
    const texts = reading.getAll();
    texts.addEventListener('error', () => resolve([]));
    texts.addEventListener('success', () => {
      const values: readonly unknown[] = texts.result;
      resolve(
        keys.result.flatMap((key, index) => {
          const text = values[index];
          return typeof key === 'string' && typeof text === 'string' ? [[key, text] as const] : [];
        }),
      );
    });
  });
}
