import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Connection } from '../store/connection.ts';
import { migrate, migrations } from '../store/migrations.ts';
import { storeFile } from '../store/sqlite-store.ts';
import { temporaryFolder } from '../store/temporary-store-scene.ts';
import { runOn } from './run-scene.ts';

let folder: string;
beforeEach(async () => void (folder = await temporaryFolder()));
afterEach(() => rm(folder, { recursive: true, force: true }));

test('START-6: making a token brings no store to a newer form: a relay of the older version goes on with it', async () => {
  const connection = new Connection({
    file: path.join(folder, storeFile),
    mode: 'write',
    busyTimeout: 1_000,
  });
  migrate(connection, migrations.slice(0, -1));
  connection.exec(`INSERT INTO shops (n, shop, title, seq) VALUES (1, 'demo', 'Demo', 0);
    INSERT INTO users (shop, id, name, role) VALUES (1, 'ana', 'Ana', 'owner')`);
  const words = ['token', 'create', '--shop', 'demo', '--user', 'ana'];
  const { code, out, err } = await runOn(folder, words);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain("is of an older Solder. Start this version's relay on it once.");
  expect(connection.get('PRAGMA user_version')).toEqual({ user_version: migrations.length - 1 });
  migrate(connection);
  expect(await runOn(folder, words)).toMatchObject({ code: 0, err: '' });
  connection.close();
});
