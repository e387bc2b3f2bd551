import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAudit } from './audit-lines.ts';
import { entrySum } from './checksum.ts';
import { Connection } from './connection.ts';
import { author, bytes, documentNamed, kindNamed, shopNamed } from './entries-scene.ts';
import { migrate, migrations, StoreTooNew } from './migrations.ts';
import { openSqliteStore, storeFile } from './sqlite-store.ts';
import { StoreUnavailable } from './store.ts';
import { temporaryFolder } from './temporary-store-scene.ts';

describe('migrations', () => {
  let folder: string;
  let connection: Connection;
  beforeEach(async () => {
    folder = await temporaryFolder();
    connection = new Connection({ file: path.join(folder, storeFile), mode: 'write', busyTimeout: 1000 });
  });
  afterEach(async () => {
    connection.close();
    await rm(folder, { recursive: true, force: true });
  });

  const version = () => connection.get<{ user_version: number }>('PRAGMA user_version')?.user_version;
  const tables = () => connection.all<{ name: string }>('SELECT name FROM sqlite_schema').length;

  it('STORE-12: cut off after any statement, a step leaves the version before it', () => {
    const [first = ''] = migrations;
    const statements = first.split(';').filter((statement) => statement.trim() !== '');
    expect(statements.length).toBeGreaterThan(5);
    for (let done = 0; done <= statements.length; done++) {
      const cut = `${statements.slice(0, done).join(';')}; SELECT cut_off_here`;
      expect(() => migrate(connection, [cut])).toThrow('cut_off_here');
      expect({ version: version(), tables: tables() }).toEqual({ version: 0, tables: 0 });
    }
    migrate(connection);
    expect(version()).toBe(migrations.length);
  });

  it('STORE-12: where a later step fails the store is of the version that it was, and is read by the program of that', () => {
    const known = migrations.slice(0, -3);
    migrate(connection, known);
    const before = { version: version(), tables: tables() };
    expect(() => migrate(connection, [...migrations, 'CREATE TABLE more (x); SELECT nothing'])).toThrow(
      'nothing',
    );
    expect({ version: version(), tables: tables() }).toEqual(before);
    migrate(connection, known);
    migrate(connection, [...migrations, 'CREATE TABLE more (x)']);
    expect(version()).toBe(migrations.length + 1);
    expect(connection.get('SELECT count(*) AS rows FROM more')).toEqual({ rows: 0 });
  });

  it('STORE-60: of what was stored before places were known the rows say them', () => {
    const before = migrations.findIndex((step) => step.includes('CREATE TABLE locations'));
    migrate(connection, migrations.slice(0, before));
    connection.exec(`INSERT INTO shops (n, shop, title, seq) VALUES (1, 'demo', 'Demo', 12)`);
    const rows: readonly (readonly [string, string, string | null])[] = [
      ['order', 'o', '{"fields":{"location":"north","signature":"f1"}}'],
      ['device', 'd', '{"fields":{"order":"o","location":"south","photosBefore":["f2"],"photosAfter":[]}}'],
      ['ticket', 't', '{"fields":{"order":"o"}}'],
      ['appointment', 'a', '{"fields":{"device":"d"}}'],
      ['device', 'lost', '{"fields":{"order":"never"}}'],
      ['order', 'rowless', null],
      ['client', 'c', '{"fields":{"name":"C"}}'],
    ];
    for (const [at, [kind, id, json]] of rows.entries()) {
      connection.run(
        'INSERT INTO documents (n, shop, kind, id, head) VALUES (?, 1, ?, ?, ?)',
        at + 1,
        kind,
        id,
        2,
      );
      if (json)
        connection.run('INSERT INTO projected (document, seq, json, crc) VALUES (?, 2, ?, 0)', at + 1, json);
    }
    migrate(connection);
    const places = connection.all<{ id: string; place: string }>(
      'SELECT id, place FROM documents ORDER BY n',
    );
    expect(Object.fromEntries(places.map(({ id, place }) => [id, place]))).toEqual({
      o: 'north',
      d: 'north',
      t: 'north',
      a: 'north',
      lost: '@',
      rowless: '@',
      c: '',
    });
    expect(connection.all('SELECT document, file FROM file_uses ORDER BY document')).toEqual([
      { document: 1, file: 'f1' },
      { document: 2, file: 'f2' },
    ]);
  });

  it('AUDIT-3: lines of before about connections that the operator closed name who did it, and whose they were', () => {
    const before = migrations.findIndex((step) => step.includes('ALTER TABLE audit'));
    migrate(connection, migrations.slice(0, before));
    connection.exec(`INSERT INTO shops (n, shop, title, seq) VALUES (1, 'demo', 'Demo', 12)`);
    for (const rule of ['disconnected', 'flood'])
      connection.run(
        `INSERT INTO audit (shop, at, user, session, through, record, rule, bytes) VALUES (1, 1, 'ben', 's', 'app', '', ?, 0)`,
        rule,
      );
    migrate(connection);
    expect(readAudit(connection, { shop: shopNamed('demo'), limit: 10 })).toMatchObject([
      { user: 'ben', rule: 'flood' },
      { user: '@operator', whom: 'ben', rule: 'disconnected' },
    ]);
  });

  it('STORE-44: what a provider said before is kept with whom it was said of', () => {
    const before = migrations.findIndex((step) => step.includes('DROP COLUMN provider_said'));
    migrate(connection, migrations.slice(0, before));
    connection.exec(`
      INSERT INTO shops (n, shop, title, seq) VALUES (1, 'demo', 'Demo', 12);
      INSERT INTO users (shop, id, name, role) VALUES (1, 'ana', 'Ana', 'owner'), (1, 'ben', 'Ben', 'view');
      INSERT INTO accounts (shop, user, provider_said) VALUES (1, 'ana', 'an owner');
    `);
    migrate(connection);
    expect(connection.all('SELECT id, provider_said, role_at FROM users ORDER BY id')).toEqual([
      { id: 'ana', provider_said: 'an owner', role_at: 0 },
      { id: 'ben', provider_said: '', role_at: 0 },
    ]);
  });

  it('STORE-12: a store of a newer version is not touched', async () => {
    migrate(connection);
    connection.exec('PRAGMA user_version = 1000');
    expect(() => migrate(connection)).toThrow(StoreTooNew);
    await expect(openSqliteStore({ folder })).rejects.toThrow(StoreUnavailable);
    expect(version()).toBe(1000);
  });

  it('STORE-12: a store of the first version keeps what it has, and says of its rows what they say', async () => {
    migrate(connection, migrations.slice(0, 1));
    connection.exec(`
      INSERT INTO shops (n, shop, title, seq) VALUES (1, 'demo', 'Demo', 8);
      INSERT INTO documents (n, shop, kind, id, head) VALUES
        (1, 1, 'order', 'asks', 2), (2, 1, 'order', 'calm', 4), (3, 1, 'order', 'behind', 6), (4, 1, 'order', 'none', 8);
      INSERT INTO projected (document, seq, json, crc) VALUES
        (1, 2, '{"review":["price"]}', 0), (2, 4, '{"review":[]}', 0), (3, 1, 'no row', 0);
    `);
    const name = { shop: shopNamed('demo'), kind: kindNamed('order') };
    for (const [n, id, seq] of [
      [1, 'asks', 2],
      [2, 'calm', 4],
    ] as const) {
      const entry = { seq, prev: 0, author: author('ana'), at: 1, through: '' } as const;
      const crc = entrySum({ ...name, ...documentNamed(`order/${id}`) }, entry, bytes(id));
      connection.run('INSERT INTO log VALUES (?, ?, 0, ?, ?, 1, ?)', n, seq, bytes(id), 'ana', crc);
    }
    migrate(connection);
    const store = await openSqliteStore({ folder });
    const loaded = await store.load(documentNamed('order/asks'));
    expect(loaded).toMatchObject({ damage: [], marks: [{ author: 'ana', through: 'unknown' }] });
    const { asking, stale } = await store.inReview({ shop: name.shop, without: [], limit: 10 });
    expect(asking).toEqual([{ kind: 'order', id: 'asks', fields: ['price'] }]);
    expect(stale.map(({ id }) => id).sort()).toEqual(['behind', 'none']);
    expect(await store.history({ name: documentNamed('order/asks'), limit: 10 })).toMatchObject({
      entries: [],
    });
    await store.close();
  });

  it('STORE-12: two that open a new store at once make one of it', async () => {
    const stores = await Promise.all([openSqliteStore({ folder }), openSqliteStore({ folder })]);
    const epochs = new Set(stores.map(({ epoch }) => epoch));
    await Promise.all(stores.map((store) => store.close()));
    expect(epochs.size).toBe(1);
  });
});
