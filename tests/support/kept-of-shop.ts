/** Everything that a data folder keeps of one shop, as lines that can be compared: rows of every table of the store, and files. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { storeFile } from '../../server/store/sqlite-store.ts';
import { tablesOfShops, type TableOfShops } from '../../server/store/tables-of-shops.ts';

/** Beside a relay or without one; as of one moment. */
export async function keptOf(folder: string, shop: string): Promise<readonly string[]> {
  return [
    ...rowsOf(path.join(folder, storeFile), shop),
    ...(await filesOf(path.join(folder, 'files', shop))),
  ];
}

function rowsOf(file: string, shop: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    database.exec('BEGIN');
    const tables = database.prepare(tablesOfShops).all() as unknown as TableOfShops[];
    const lines = [
      ...database.prepare('SELECT * FROM shops WHERE shop = ?').all(shop),
      ...database.prepare('SELECT * FROM sums WHERE shop = (SELECT n FROM shops WHERE shop = ?)').all(shop),
    ].map((row) => lineOf('shops and sums', row));
    for (const { name, column, parent } of tables) {
      const of = `(SELECT n FROM shops WHERE shop = ?)`;
      const which = parent === 'shops' ? of : `(SELECT n FROM documents WHERE shop = ${of})`;
      for (const row of database.prepare(`SELECT * FROM "${name}" WHERE "${column}" IN ${which}`).all(shop))
        lines.push(lineOf(name, row));
    }
    return lines.sort((a, b) => (a < b ? -1 : 1));
  } finally {
    database.close();
  }
}

const lineOf = (table: string, row: object): string =>
  `${table} ${JSON.stringify(row, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value))}`;

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));
  return Promise.all(
    files
      .sort((a, b) => (a < b ? -1 : 1))
      .map(async (file) => {
        const hash = createHash('sha256').update(await readFile(file));
        return `file ${path.relative(folder, file)} ${hash.digest('hex')}`;
      }),
  );
}
