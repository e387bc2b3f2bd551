/** What the store writes it notes a second time, whatever it does (rule STORE-80); what others do to it: server/verify/planted.test.ts. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Connection } from './connection.ts';
import { author, bytes, documentNamed, entry, shopNamed } from './entries-scene.ts';
import { migrate, migrations } from './migrations.ts';
import { differences, fingerprintOf, hasSums, prepare, totals, unequalTotals, watched } from './row-sums.ts';
import { openSqliteStore, storeFile } from './sqlite-store.ts';
import { temporaryFolder } from './temporary-store-scene.ts';

const demo = shopNamed('demo');

describe('what is noted a second time', () => {
  let folder: string;
  beforeEach(async () => void (folder = await temporaryFolder()));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const connect = (mode: 'read' | 'write'): Connection =>
    new Connection({ file: path.join(folder, storeFile), mode, busyTimeout: 1_000 });

  /** How many rows are noted, and all that is not as it is noted. */
  function look() {
    const connection = connect('read');
    try {
      expect(hasSums(connection)).toBe(true);
      const documents = connection.all<{ n: number }>('SELECT n FROM documents');
      return {
        noted: connection.get<{ rows: number }>('SELECT count(*) AS rows FROM sums')?.rows ?? 0,
        wrong: [
          ...connection.transaction('read', () => watched.flatMap((table) => differences(connection, table))),
          ...documents.flatMap(({ n }) => unequalTotals(connection, n)),
        ],
      };
    } finally {
      connection.close();
    }
  }

  it('STORE-80: a store from before is noted when it is first opened', async () => {
    const connection = connect('write');
    migrate(connection, migrations.slice(0, -1));
    connection.exec(`
      INSERT INTO shops (n, shop, title, seq) VALUES (1, 'demo', 'Demo', 8);
      INSERT INTO users (shop, id, name, role) VALUES (1, 'ana', 'Ana', 'owner');
      INSERT INTO documents (n, shop, kind, id, head) VALUES (1, 1, 'order', 'a', 2);
      INSERT INTO claims (document, client, user) VALUES (1, 5, 'ana'), (1, 6, 'tom');
      INSERT INTO history VALUES (1, 2, 0, 1, 'ana', 'socket', '[]', 77);`);
    connection.close();
    await (await openSqliteStore({ folder })).close();
    // The shop, its user, its record, and the epoch of the store.
    expect(look()).toEqual({ noted: 4, wrong: [] });
  });

  it('STORE-80: what becomes a row that is noted, or is none any more, is noted as that', () => {
    const connection = connect('write');
    prepare(connection);
    const noted = look().noted;
    for (const [from, to, rows] of [
      ['', 'elsewhere', noted],
      ['elsewhere', 'takes-back-until', noted + 1],
      ['takes-back-until', 'elsewhere', noted],
    ] as const) {
      if (from === '') connection.run(`INSERT INTO meta VALUES (?, '1')`, to);
      else connection.run('UPDATE meta SET name = ? WHERE name = ?', to, from);
      expect(look()).toEqual({ noted: rows, wrong: [] });
    }
    connection.close();
  });

  it('STORE-80: where anything of what is noted is another, all is noted anew', () => {
    const [table = expect.fail('none'), ...tables] = watched;
    const [total = expect.fail('none'), ...others] = totals;
    const marks = [
      fingerprintOf(watched, totals),
      fingerprintOf(tables, totals),
      fingerprintOf([{ ...table, key: ['value'] }, ...tables], totals),
      fingerprintOf([{ ...table, columns: [] }, ...tables], totals),
      fingerprintOf([{ ...table, of: 'shop' }, ...tables], totals),
      fingerprintOf([{ ...table, only: () => 'false' }, ...tables], totals),
      fingerprintOf(watched, others),
      fingerprintOf(watched, [{ ...total, column: 'head' }, ...others]),
      fingerprintOf(watched, [{ ...total, sum: (row) => `${row}.version` }, ...others]),
    ];
    expect(new Set(marks).size).toBe(marks.length);
    expect(fingerprintOf(watched, totals)).toBe(marks[0]);
  });

  it('STORE-80: whatever the store writes, changes, folds, forgets, erases and removes', async () => {
    const store = await openSqliteStore({ folder });
    const change = { changes: '[{"type":"set"}]', claims: [{ client: 7, user: author('ana') }] };
    const a = documentNamed('order/a');
    const client = documentNamed('client/c');
    const steps: readonly (() => Promise<unknown>)[] = [
      () => store.createShop(demo, 'Demo'),
      () => store.saveUser({ shop: demo, id: author('ana'), name: 'Ana', role: 'owner' }),
      () => store.saveUser({ shop: demo, id: author('ana'), name: 'Ana B', role: 'manager' }),
      () => store.saveLocation(demo, { id: 'north', name: 'North' }),
      () => store.leaseNumbers(demo, 'order', 50),
      () => store.append([entry(a, 'one', { ...change, at: 1 }), entry(a, 'two', { ...change, at: 1 })]),
      () => store.append([entry(client, 'one', { ...change, at: 9 })]),
      async () => {
        const head = (await store.load(a))?.head ?? 0;
        await store.compact(a, { state: bytes('both'), upTo: head, replaces: 0, row: '{}' });
      },
      () => store.forgetHistory(5),
      () => store.leaseNumbers(demo, 'order', 50),
      () => store.setSuspended(demo, true),
      () =>
        store.erase({
          shop: demo,
          subject: client,
          by: author('ana'),
          at: 1,
          names: [client],
          kept: [],
          files: [],
        }),
      // The file is written anew: nothing of what watches is lost over it.
      () => store.scrub(),
      () => store.removeLocation(demo, 'north'),
      () => store.saveUser({ shop: demo, id: author('tom'), name: 'Tom', role: 'view' }),
      () => store.append([entry(a, 'three', { ...change, at: 10 })]),
      () => store.removeShop(demo),
      () => store.scrub(),
      () => store.createShop(demo, 'Again'),
      () => store.removeShop(demo),
    ];
    for (const step of steps) {
      await step();
      expect(look().wrong).toEqual([]);
    }
    expect(look().noted).toBe(1);
    await store.close();
  });
});
