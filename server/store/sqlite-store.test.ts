import { execFile } from 'node:child_process';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { bytes, documentNamed, entry, text } from './entries-scene.ts';
import { openSqliteStore, storeFile } from './sqlite-store.ts';
import { storeContract } from './store.contract.ts';
import { StoreUnavailable } from './store.ts';
import { temporaryStore, type TemporaryStore } from './temporary-store-scene.ts';

storeContract('SqliteStore', temporaryStore);

const order = documentNamed('order/a');

/** Holds the file's only write lock, as another process in the middle of a write does. */
function lock({ folder }: TemporaryStore): () => void {
  const database = new DatabaseSync(path.join(folder, storeFile));
  database.exec('BEGIN IMMEDIATE');
  return () => {
    database.exec('ROLLBACK');
    database.close();
  };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('a store on a disk', () => {
  let scene: TemporaryStore | undefined;
  afterEach(async () => scene?.remove());

  const open = async (options: Parameters<typeof temporaryStore>[0] = {}) => {
    scene = await temporaryStore(options);
    await scene.store.createShop(order.shop, 'Demo');
    return scene;
  };

  it('STORE-11: everything is there again after a restart, and the epoch is the same', async () => {
    const { store, reopen } = await open();
    const [first = 0] = await store.append([entry(order, '1', { row: '{}' })]);
    await store.compact(order, { state: bytes('1'), upTo: first, replaces: 0, row: '{}' });
    await store.append([entry(order, '2')]);
    const before = await store.load(order);
    const again = await reopen();
    expect(again.epoch).toBe(store.epoch);
    expect(await again.load(order)).toEqual(before);
    expect(await again.shops()).toHaveLength(1);
    const elsewhere = await temporaryStore();
    expect(elsewhere.store.epoch).not.toBe(store.epoch);
    await elsewhere.remove();
  });

  it('STORE-2: calls that wait for a commit share the next one', async () => {
    const scene = await open();
    const database = new DatabaseSync(path.join(scene.folder, storeFile), { readOnly: true });
    // Changes with every commit of another connection, so two equal readings are the same commit.
    const version = () => Number(database.prepare('PRAGMA data_version').get()?.['data_version']);
    const before = version();
    const unlock = lock(scene);
    const calls: Promise<unknown>[] = [];
    const commits = new Set<number>();
    for (let at = 0; at < 200; at++) {
      calls.push(scene.store.append([entry(order, String(at))]).then(() => commits.add(version())));
      await nextTurn();
    }
    expect(commits.size).toBe(0);
    unlock();
    await Promise.all(calls);
    database.close();
    expect((await scene.store.load(order))?.updates.map(text)).toEqual(calls.map((_, at) => String(at)));
    expect(commits.has(before)).toBe(false);
    // The one that waited for the lock, and the rest.
    expect(commits.size).toBeLessThanOrEqual(2);
  });

  it('STORE-15: a read waits for no write', async () => {
    const scene = await open();
    await scene.store.append([entry(order, '1')]);
    const unlock = lock(scene);
    let appended = false;
    const append = scene.store.append([entry(order, '2')]).then(() => (appended = true));
    expect((await scene.store.load(order))?.updates).toHaveLength(1);
    expect((await scene.store.page({ shop: order.shop, after: 0, bytes: 1 })).count).toBe(1);
    expect(appended).toBe(false);
    expect(scene.store.queued.calls).toBe(1);
    unlock();
    await append;
    expect((await scene.store.load(order))?.updates).toHaveLength(2);
    expect(scene.store.queued).toEqual({ calls: 0, bytes: 0 });
  });

  it('STORE-3: when a commit fails, what was asked for before anybody heard of it fails as well', async () => {
    const scene = await open({ maxPages: 100 });
    const unlock = lock(scene);
    const tooLarge = scene.store.append([entry(order, 'x'.repeat(1_000_000))]);
    await nextTurn();
    const behind = scene.store.append([entry(order, 'behind')]);
    unlock();
    expect(await Promise.allSettled([tooLarge, behind])).toMatchObject([
      { status: 'rejected', reason: expect.any(StoreUnavailable) as unknown },
      { status: 'rejected', reason: expect.any(StoreUnavailable) as unknown },
    ]);
    await scene.store.append([entry(order, 'after')]);
    expect((await scene.store.load(order))?.updates.map(text)).toEqual(['after']);
  });

  it('STORE-13: a lock that another process keeps makes writing unavailable until it lets go', async () => {
    const scene = await open({ busyTimeout: 150 });
    const unlock = lock(scene);
    await expect(scene.store.append([entry(order, 'first')])).rejects.toThrow(StoreUnavailable);
    expect(await scene.store.healthy()).toBe(false);
    unlock();
    await scene.store.append([entry(order, 'second')]);
    expect((await scene.store.load(order))?.updates.map(text)).toEqual(['second']);
  });

  it('STORE-3: an upkeep that failed does not let a write pass an append that fails', async () => {
    const { store } = await open({ maxPages: 200 });
    await store.append([entry(order, '1')]);
    const upkeep = expect(store.saveRow(order, 'x'.repeat(2_000_000), 2)).rejects.toThrow(StoreUnavailable);
    await nextTurn();
    const refused = store.append([entry(order, 'y'.repeat(2_000_000))]);
    // In turns of their own, for as long as the refusal of the append was not heard: none of them may be stored behind it.
    const behind: Promise<unknown>[] = [];
    const refusal = { isHeard: false };
    const heard = refused.catch(() => (refusal.isHeard = true));
    while (!refusal.isHeard) {
      const asked = store.append([entry(order, 'behind')]);
      behind.push(asked);
      asked.catch(() => undefined);
      await nextTurn();
    }
    await Promise.all([heard, upkeep]);
    expect(behind.length).toBeGreaterThan(0);
    for (const asked of behind) await expect(asked).rejects.toThrow(StoreUnavailable);
    await store.append([entry(order, '4')]);
    expect((await store.load(order))?.updates.map(text)).toEqual(['1', '4']);
  });

  it('STORE-3: a full disk refuses, keeps what it has, and goes on when there is room', async () => {
    const { store } = await open({ maxPages: 200 });
    const stored: number[] = [];
    const fill = async () => {
      for (;;) stored.push(...(await store.append([entry(order, 'x'.repeat(4000)), entry(order, 'y')])));
    };
    await expect(fill()).rejects.toThrow(StoreUnavailable);
    const document = await store.load(order);
    expect(document?.updates).toHaveLength(stored.length);
    expect(document).toMatchObject({ head: stored.at(-1), damage: [] });
    expect(await store.head(order.shop)).toBe(stored.at(-1));

    const upTo = stored.at(-1) ?? 0;
    expect(await store.compact(order, { state: bytes('xy'), upTo, replaces: 0, row: '{}' })).toBe(
      'compacted',
    );
    expect(await store.append([entry(order, 'x'.repeat(4000))])).toHaveLength(1);
    expect(await store.healthy()).toBe(true);
  });

  it('STORE-3: a snapshot for which there is no room takes no append down with it', async () => {
    const { store } = await open({ maxPages: 100 });
    const [upTo = 0] = await store.append([entry(order, '1')]);
    const state = crypto.getRandomValues(new Uint8Array(60_000));
    const states = Array.from({ length: 10 }, () => state).flatMap((part) => [...part]);
    const [compacted, appended] = await Promise.allSettled([
      store.compact(order, { state: new Uint8Array(states), upTo, replaces: 0, row: '{}' }),
      store.append([entry(order, '2')]),
    ]);
    expect(compacted).toMatchObject({ reason: expect.any(StoreUnavailable) as unknown });
    expect(appended.status).toBe('fulfilled');
    expect((await store.load(order))?.updates.map(text)).toEqual(['1', '2']);
  });

  it('STORE-7: nothing changed is answered without touching a document', async () => {
    const scene = await open();
    const [cursor = 0] = await scene.store.append([entry(order, '1')]);
    scene.tamper('ALTER TABLE documents RENAME TO elsewhere');
    const query = { shop: order.shop, bytes: 1_000_000 };
    expect(await scene.store.page({ ...query, after: cursor })).toMatchObject({
      cursor,
      count: 0,
      more: false,
    });
    await expect(scene.store.page({ ...query, after: 0 })).rejects.toThrow(StoreUnavailable);
    scene.tamper('ALTER TABLE elsewhere RENAME TO documents');
    expect((await scene.store.page({ ...query, after: 0 })).count).toBe(1);
  });

  it('STORE-13: two processes write to one file, and numbers still commit in order', async () => {
    const { store, folder } = await open();
    const run = promisify(execFile);
    const script = path.join(import.meta.dirname, 'append-scene.ts');
    const rounds = 100;
    let done = false;
    const others = run(process.execPath, [script, folder, String(rounds)]).finally(() => (done = true));
    const mine: number[] = [];
    let seen: readonly string[] = [];
    for (;;) {
      if (done) break;
      mine.push(...(await store.append([entry(order, `mine ${mine.length}`)])));
      const updates = ((await store.load(order))?.updates ?? []).map(text);
      // Nothing turns up below a number that was seen before.
      expect(updates.slice(0, seen.length)).toEqual(seen);
      seen = updates;
    }
    const theirs = JSON.parse((await others).stdout) as number[];
    const between = theirs.filter((seq) => seq > (mine[0] ?? 0) && seq < (mine.at(-1) ?? 0));
    expect(between.length).toBeGreaterThan(0);
    expect(new Set([...mine, ...theirs]).size).toBe(mine.length + rounds);
    const document = await store.load(order);
    expect(document?.damage).toEqual([]);
    expect(document?.updates).toHaveLength(mine.length + rounds);
  });

  it('STORE-13: a store that cannot be opened says so', async () => {
    const { folder } = await open();
    await expect(openSqliteStore({ folder: path.join(folder, storeFile) })).rejects.toThrow(StoreUnavailable);
  });
});
