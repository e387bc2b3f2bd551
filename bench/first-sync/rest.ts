/** The rows of a shop as a plain REST service has them, and a device that pulls them. */
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { restFile } from '../peers.ts';
import { records } from '../shop.ts';

const pageOf = 100;

/** Writes what the service reads. */
export function makeRows(folder: string, docs: number): void {
  const database = new DatabaseSync(path.join(folder, restFile));
  database.exec('CREATE TABLE rows (seq INTEGER PRIMARY KEY, json TEXT NOT NULL); BEGIN');
  const insert = database.prepare('INSERT INTO rows (json) VALUES (?)');
  for (const { row = '' } of records(docs)) insert.run(row);
  database.exec('COMMIT');
  database.close();
}

interface Pull {
  readonly cursor: number;
  readonly rows: readonly { readonly id: string }[];
}

/** A device's copy of the rows. */
export interface Rows {
  cursor: number;
  readonly byId: Map<string, object>;
}

/** Everything after the cursor, in pages. */
export async function pull(url: string, rows: Rows): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/rows?since=${rows.cursor}&limit=${pageOf}`);
    const page = (await response.json()) as Pull;
    for (const row of page.rows) rows.byId.set(row.id, row);
    rows.cursor = page.cursor;
    if (page.rows.length < pageOf) return;
  }
}
