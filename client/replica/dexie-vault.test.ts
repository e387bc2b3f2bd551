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

  it('REPL-15: of records that lie together, one whose bytes changed is put aside and the others are read (fault 3)', async () => {
    const { open, raw } = device();
    const vault = await open();
    const names = Array.from({ length: 70 }, (_, at) => `ticket/t${at}` as EntityKey);
    const items = names.map((name, at) => ({
      name,
      seq: at + 1,
      whole: true,
      chunks: [new Uint8Array([1, 2, at])],
      row: { name, kind: 'ticket', id: `t${at}`, at, json: `{"n":${at}}` },
    }));
    await vault.applyPage({ epoch: 'e', items, advance: { from: 0, to: 70 } });
    const db = await raw();
    const [line] = (await db.table('bundleBytes').toArray()) as [{ id: number; bytes: Uint8Array }];
    const { id, bytes } = line;
    // Each takes five bytes: how many chunks, how long the one is, and what is in it.
    bytes[5 * 3 + 4] = 99;
    bytes[5 * 4 + 1] = 200;
    await db.table('bundleBytes').put(line);
    await expect(vault.record('ticket/t3' as EntityKey)).rejects.toBeInstanceOf(CorruptRecord);
    expect(await vault.record('ticket/t5' as EntityKey)).toMatchObject({
      chunks: [new Uint8Array([1, 2, 5])],
    });
    await vault.quarantine('ticket/t3' as EntityKey);
    await vault.fold('ticket/t4' as EntityKey, (stored) => {
      expect(stored).toBeUndefined();
      return { state: new Uint8Array([0, 0]) };
    });
    expect(await vault.wanted()).toEqual(['ticket/t3', 'ticket/t4']);
    expect(await db.table('quarantine').toArray()).toMatchObject([
      { name: 'ticket/t3' },
      { name: 'ticket/t4' },
    ]);
    // Nor does a bundle that lost its parts take more with it than they held.
    await db.table('bundleRows').delete(id);
    const { rows } = await vault.bundledRows('ticket', undefined);
    expect(rows.map((row) => [row.name, row.json]).slice(0, 2)).toEqual([
      ['ticket/t0', ''],
      ['ticket/t1', ''],
    ]);
    await db.table('bundleBytes').delete(id);
    await expect(vault.record('ticket/t6' as EntityKey)).rejects.toBeInstanceOf(CorruptRecord);
    await vault.quarantine('ticket/t6' as EntityKey);
    expect(await vault.record('ticket/t6' as EntityKey)).toBeUndefined();
    expect(await vault.wanted()).toContain('ticket/t6');
    db.close();
  });

  it('ERASE-6, KEEP-2: of a record that lay with others no byte stays there when it is erased or pruned', async () => {
    const { open, raw } = device();
    const vault = await open();
    const secret = new TextEncoder().encode('of Mrs Pritchard');
    const items = Array.from({ length: 80 }, (_, at) => {
      const name = `client/c${at}` as EntityKey;
      const row = {
        name,
        kind: 'client',
        id: `c${at}`,
        at,
        json: JSON.stringify({ said: `${at} of Mrs Pritchard` }),
      };
      return { name, seq: at + 1, whole: true, chunks: [at === 7 ? secret : new Uint8Array([at])], row };
    });
    await vault.applyPage({ epoch: 'e', items });
    // It had left before, as somebody opened it.
    await vault.keeping.touch('client/c7' as EntityKey);
    await vault.erase({ names: ['client/c7' as EntityKey], files: [] });
    const db = await raw();
    const lines = await Promise.all(db.tables.map((table) => table.toArray()));
    const all = JSON.stringify(lines, (_, value: unknown) =>
      value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
    );
    expect(all).toContain('8 of Mrs Pritchard');
    expect(all).not.toContain('"7 of Mrs Pritchard');
    expect(all).not.toContain('"of Mrs Pritchard');
    expect(all.match(/of Mrs Pritchard/g)).toHaveLength(79);
    const length = async (): Promise<number> =>
      ((await db.table('bundleBytes').toArray()) as { bytes: Uint8Array }[])[0]?.bytes.length ?? 0;
    const before = await length();
    await vault.keeping.prune(['client/c8' as EntityKey]);
    expect(await length()).toBeLessThan(before);
    db.close();
  });

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
    const ids = await vault.addToOutbox([entry, entry]);
    await vault.close();
    expect(await (await open()).outbox()).toEqual({
      entries: ids.map((id) => ({ ...entry, id, sent: false })),
      unreadable: 0,
    });
  });

  it('STATUS-4: what was settled of a database that was emptied takes no edit out of the next one (fault 4)', async () => {
    const { indexedDB, open } = device();
    const vault = await open();
    const entry = { name: key, update: new Uint8Array([0, 0]), clients: [5], tab: 't', at: 9 };
    const [settled = null] = await vault.addToOutbox([entry]);
    const gone = Promise.withResolvers<unknown>();
    indexedDB.deleteDatabase('vault').addEventListener('success', gone.resolve);
    await gone.promise;
    const later = { ...entry, at: 10 };
    const [id = null] = await vault.addToOutbox([later]);
    await vault.settle([{ id: settled, entry }]);
    expect((await vault.outbox()).entries).toEqual([{ ...later, id, sent: false }]);
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
      const [first = 0, second = 0] = await vault.addToOutbox([entry, entry]).then((ids) => ids.map(Number));
      const db = await raw();
      const line: object = await db.table('outbox').get(first);
      await db.table('outbox').put({ ...line, ...change });
      expect(await vault.outbox()).toEqual({
        entries: [{ ...entry, id: second, sent: false }],
        unreadable: 1,
      });
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
