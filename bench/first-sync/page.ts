/**
 * What runs in Chromium, built for itself by `build-page.ts`: the replica as the page has it, without the page; and beside
 * it what the same bytes cost that go to one object store.
 */
import { turnsOfBrowser } from '../../client/give-turn.ts';
import { createReplica } from '../../client/replica/replica.ts';
import { systemRandom } from '../../shared/lib/random.ts';
import { systemTime } from '../../shared/lib/time.ts';
import { device } from '../../shared/schema/device.ts';

export interface SyncPlan {
  readonly url: string;
  readonly shop: string;
  readonly user: string;
  readonly token: string;
}

export interface SyncedInPage {
  readonly ms: number;
  /** Rows that the lists have when it is done. */
  readonly rows: number;
}

export interface BenchPage {
  /** Starts the replica and waits until everything is here and on the disk. */
  sync(plan: SyncPlan): Promise<SyncedInPage>;
  /** Writes what `records` answers into one store, in one transaction; milliseconds until it was seen to complete. */
  store(records: string): Promise<number>;
}

declare global {
  interface Window {
    solderBench: BenchPage;
  }
}

async function sync({ url, shop, user, token }: SyncPlan): Promise<SyncedInPage> {
  const from = performance.now();
  const replica = await createReplica({
    url,
    getToken: () => Promise.resolve(token),
    shop,
    user: { id: user },
    time: systemTime,
    random: systemRandom,
    giveTurn: turnsOfBrowser(),
    indexedDB,
    IDBKeyRange,
    locks: navigator.locks,
    BroadcastChannel,
    WebSocket,
  });
  const before = replica.status().lastSync;
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      const status = replica.status();
      if (status.state === 'error') reject(new Error(`the replica says ${JSON.stringify(status.problem)}`));
      if (status.state === 'completed' && status.lastSync !== before) resolve();
    };
    replica.subscribeStatus(look);
    look();
  });
  const ms = performance.now() - from;
  // Where nothing is new it is done before all lists are read from the disk.
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (replica.rowsLoaded) resolve();
    };
    replica.subscribeRows(device.name, look);
    look();
  });
  const rows = replica.rows({ kind: device.name, limit: 1 }).total;
  await replica.stop();
  return { ms, rows };
}

async function store(records: string): Promise<number> {
  const all = await (await fetch(records)).arrayBuffer();
  const values = cut(all);
  const from = performance.now();
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('one-store', 1);
    opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('records'));
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(opening.error ?? new DOMException('', 'UnknownError')));
  });
  const transaction = db.transaction('records', 'readwrite', { durability: 'strict' });
  const completed = new Promise<void>((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () =>
      reject(transaction.error ?? new DOMException('', 'AbortError')),
    );
  });
  const table = transaction.objectStore('records');
  for (const [at, value] of values.entries()) table.put(value, `device/bench-${at}`);
  await completed;
  const ms = performance.now() - from;
  db.close();
  return ms;
}

/** Each value has its length before it, four bytes. */
function cut(all: ArrayBuffer): readonly Uint8Array<ArrayBuffer>[] {
  const view = new DataView(all);
  const values: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < all.byteLength;) {
    const length = view.getUint32(at);
    values.push(new Uint8Array(all.slice(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return values;
}

window.solderBench = { sync, store };
