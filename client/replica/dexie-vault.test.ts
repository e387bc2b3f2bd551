import { Dexie } from 'dexie';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import type { EntityKey } from '../../shared/lib/ids.ts';
import { DexieVault } from './dexie-vault.ts';
import { breakable } from './testing/breakable.ts';
import { vaultContract } from './vault.contract.ts';
import { CorruptRecord, VaultFailed } from './vault.ts';

const key = 'ticket/a' as EntityKey;

function device() {
  const indexedDB = new IDBFactory();
  let now = 0;
  const options = {
    name: 'vault',
    indexedDB,
    IDBKeyRange,
    now: () => ++now,
  };
  return {
    indexedDB,
    open: async (): Promise<DexieVault> => {
      const vault = new DexieVault(options);
      await vault.open();
      return vault;
    },
    /** The tables as they lie there. */
    raw: async (): Promise<Dexie> => {
      const db = new Dexie('vault', options);
      await db.open();
      return db;
    },
  };
}

vaultContract('DexieVault', () => device().open());

describe('what is stored', () => {
  const page = {
    epoch: 'e',
    advance: { from: 0, to: 3 },
    items: [{ name: key, seq: 3, whole: true, chunks: [new Uint8Array([1, 2, 3])] }],
  };

  it('REPL-15: a record whose bytes changed is told from one that was written (fault 3)', async () => {
    const { open, raw } = device();
    const vault = await open();
    await vault.applyPage(page);
    const db = await raw();
    for (const garbage of [{ chunks: [new Uint8Array([1, 2, 7])] }, { chunks: 'text' }, { seq: null }]) {
      const good: object = await db.table('records').get(key);
      await db.table('records').put({ ...good, ...garbage });
      await expect(vault.record(key)).rejects.toBeInstanceOf(CorruptRecord);
      await db.table('records').put(good);
    }
    expect(await vault.record(key)).toMatchObject({ seq: 3 });
    await db.table('records').put({ name: key });
    await vault.quarantine(key);
    expect(await vault.record(key)).toBeUndefined();
    expect(await db.table('quarantine').toArray()).toMatchObject([{ name: key }]);
    db.close();
  });

  const writes: readonly [string, (vault: DexieVault) => Promise<unknown>][] = [
    [
      'a later part',
      (vault) =>
        vault.applyPage({
          epoch: 'e',
          items: [{ name: key, seq: 4, whole: false, chunks: [new Uint8Array([4])] }],
        }),
    ],
    [
      'an acknowledged edit',
      (vault) => {
        const entry = { name: key, update: new Uint8Array([0, 0]), clients: [5], tab: 't', at: 9 };
        return vault.settle([{ id: null, entry }]);
      },
    ],
    ['a fold', (vault) => vault.fold(key, () => ({ state: new Uint8Array([0, 0]) }))],
  ];
  it.each(writes)(
    'REPL-15: %s does not cover up a record whose bytes changed (fault 3)',
    async (_, write) => {
      const { open, raw } = device();
      const vault = await open();
      await vault.applyPage(page);
      const db = await raw();
      const good: object = await db.table('records').get(key);
      const bad = { ...good, chunks: [new Uint8Array([1, 2, 7])] };
      await db.table('records').put(bad);
      await write(vault);
      expect(await db.table('quarantine').toArray()).toMatchObject([bad]);
      expect(await vault.wanted()).toEqual([key]);
      expect(await vault.record(key)).toMatchObject({ seq: 0 });
      db.close();
    },
  );

  it('REPL-16: a connection that died is opened again, and the call is made again (fault 5)', async () => {
    const { indexedDB, open, raw } = device();
    const breakAll = breakable(indexedDB);
    const vault = await open();
    let reopened = 0;
    vault.onReopened(() => (reopened += 1));
    await vault.applyPage(page);
    breakAll();
    // Many at once: they share one new connection, and none breaks it for another.
    await Promise.all([
      vault.saveMeta({ userName: 'Ana' }),
      vault.record(key),
      vault.want([key]),
      vault.outbox(),
    ]);
    expect(await vault.meta()).toMatchObject({ cursor: 3, userName: 'Ana' });
    expect(reopened).toBe(1);
    const other = await raw();
    expect(await other.table('meta').count()).toBe(1);
    other.close();
  });

  it('REPL-16: a vault that was closed stays closed, whatever is asked of it', async () => {
    const { indexedDB, open } = device();
    const vault = await open();
    await vault.close();
    await expect(vault.meta()).rejects.toThrow(VaultFailed);
    const version = await new Promise((resolve) => {
      indexedDB
        .open('vault', 999)
        .addEventListener('success', () => resolve('nobody holds the old one open'));
    });
    expect(version).toBe('nobody holds the old one open');
  });

  it('PEND-2: edits are all there in another session', async () => {
    const { open } = device();
    const vault = await open();
    const entry = { name: key, update: new Uint8Array([0, 0]), clients: [5], tab: 't', at: 9 };
    await vault.addToOutbox([entry, entry]);
    await vault.close();
    expect(await (await open()).outbox()).toEqual({
      entries: [
        { ...entry, id: 1, sent: false },
        { ...entry, id: 2, sent: false },
      ],
      unreadable: 0,
    });
  });

  it.each([
    ['its bytes', { update: new Uint8Array([0, 1]) }],
    ['their type', { update: 'text' }],
    ['its record', { name: 'ticket/b' }],
    ['its clients', { clients: [6] }],
    ['its checksum', { sum: undefined }],
  ])(
    'PEND-8: an unsent edit that changed on the disk (%s) is put aside and told (fault 3)',
    async (_, change) => {
      const { open, raw } = device();
      const vault = await open();
      const entry = { name: key, update: new Uint8Array([0, 0]), clients: [5], tab: 't', at: 9 };
      await vault.addToOutbox([entry, entry]);
      const db = await raw();
      const line: object = await db.table('outbox').get(1);
      await db.table('outbox').put({ ...line, ...change });
      expect(await vault.outbox()).toEqual({ entries: [{ ...entry, id: 2, sent: false }], unreadable: 1 });
      expect(await db.table('quarantine').toArray()).toMatchObject([{ edit: { ...line, ...change } }]);
      expect(await vault.outbox()).toMatchObject({ unreadable: 1 });
      db.close();
    },
  );

  it('NUMBER-4: tabs take from the same ranges, each number once, also after a reload', async () => {
    const { open } = device();
    const [one, two] = [await open(), await open()];
    await one.numbers.add({ epoch: 'e', first: 1, last: 30 });
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, at) => (at % 3 === 0 ? one : two).numbers.take()),
    );
    await Promise.all([one.close(), two.close()]);
    const again = await open();
    expect(await again.numbers.left('e')).toBe(10);
    while ((await again.numbers.left('e')) > 0) taken.push(await again.numbers.take());
    expect(taken.toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 30 }, (_, at) => at + 1),
    );
  });

  it.each([
    ['its beginning', { first: 2 }],
    ['its end', { last: 60 }],
    ['its store', { epoch: 'f' }],
    ['its checksum', { sum: 0 }],
  ])('NUMBER-4: a range that changed on the disk (%s) gives no numbers (fault 3)', async (_, change) => {
    const { open, raw } = device();
    const vault = await open();
    await vault.numbers.add({ epoch: 'e', first: 1, last: 3 });
    await vault.numbers.add({ epoch: 'e', first: 51, last: 53 });
    const db = await raw();
    const line: object = await db.table('numbers').get(1);
    await db.table('numbers').delete(1);
    await db.table('numbers').put({ ...line, ...change });
    expect(await vault.numbers.take()).toBe(51);
    expect(await vault.numbers.left('e')).toBe(2);
    db.close();
  });
});
