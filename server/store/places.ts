/** Places of records, and files that rows show, as tables (rules STORE-60 to STORE-62). */
import {
  parseEntityKey,
  type EntityKey,
  type EntityName,
  type KindName,
  type ShopId,
} from '../../shared/lib/ids.ts';
import { entityKey } from '../../shared/lib/ids.ts';
import { isPlaced } from '../../shared/schema/place.ts';
import type { Connection } from './connection.ts';
import { fieldsIn, filesShown, isNoted, settlePlace, type PlaceTable } from './place-table.ts';
import type { DocumentName, Seq } from './store.ts';

interface PlacedRow {
  readonly own: string;
  readonly parent: EntityKey | '';
  readonly by: string;
}

/** A row of a record, which is the newest one. */
export interface RowSaid {
  readonly n: number;
  readonly name: DocumentName;
  readonly json: string;
  /** Whoever wrote it, where that is known. */
  readonly author?: string;
  /** Nobody saw the record before: it is where it is from the beginning. */
  readonly isNew: boolean;
}

/** Inside a transaction: takes in what a row says. `take` gives the next number of the shop. */
export function notePlace(connection: Connection, said: RowSaid, take: () => Seq): void {
  const { n, name, json, author, isNew } = said;
  const fields = isNoted(name.kind) ? fieldsIn(json) : undefined;
  if (!fields) return;
  const shop = connection.get<{ shop: number }>('SELECT shop FROM documents WHERE n = ?', n)?.shop ?? 0;
  if (isPlaced(name.kind)) {
    settlePlace(tableOf(connection, shop, take, isNew ? entityKey(name) : undefined), name, fields, author);
  }
  noteFiles(connection, shop, n, filesShown(name.kind, fields));
}

const tableOf = (
  connection: Connection,
  shop: number,
  take: () => Seq,
  isNew: EntityKey | undefined,
): PlaceTable => {
  const find = (key: EntityKey): { readonly n: number; readonly place: string } | undefined => {
    const name = parseEntityKey(key);
    return (
      name &&
      connection.get<{ n: number; place: string }>(
        'SELECT n, place FROM documents WHERE shop = ? AND kind = ? AND id = ? AND erased = 0',
        shop,
        name.kind,
        name.id,
      )
    );
  };
  return {
    placeOf: (key) => find(key)?.place,
    under: (key) =>
      connection
        .all<EntityName>(
          // The index is of those that have a parent, which SQLite must be told that these do: else it goes through the shop.
          `SELECT d.kind, d.id FROM placed p INDEXED BY placed_by_parent JOIN documents d ON d.n = p.document
           WHERE p.shop = ? AND p.parent = ? AND p.parent <> '' AND d.erased = 0`,
          shop,
          key,
        )
        .map((name) => entityKey(name)),
    note(key, said, by) {
      const n = find(key)?.n ?? 0;
      const known = connection.get<PlacedRow>('SELECT own, parent, by FROM placed WHERE document = ?', n);
      if (known?.own === said.own && known.parent === said.parent) return known.by;
      const author = by ?? known?.by ?? '';
      connection.run(
        `INSERT INTO placed (document, shop, own, parent, by) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET own = excluded.own, parent = excluded.parent, by = excluded.by`,
        n,
        shop,
        said.own,
        said.parent,
        author,
      );
      return author;
    },
    move(key, before, place) {
      const n = find(key)?.n ?? 0;
      if (key === isNew) {
        connection.run('UPDATE documents SET place = ? WHERE n = ?', place, n);
        return;
      }
      const seq = take();
      connection.run('UPDATE documents SET place = ?, arrived = ? WHERE n = ?', place, seq, n);
      connection.run(
        `INSERT INTO departures (document, place, shop, seq) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET seq = excluded.seq`,
        n,
        before,
        shop,
        seq,
      );
    },
  };
};

function noteFiles(connection: Connection, shop: number, n: number, files: readonly string[]): void {
  const known = connection.all<{ file: string }>('SELECT file FROM file_uses WHERE document = ?', n);
  if (known.length === files.length && known.every(({ file }) => files.includes(file))) return;
  connection.run('DELETE FROM file_uses WHERE document = ?', n);
  for (const file of files) connection.run('INSERT INTO file_uses VALUES (?, ?, ?)', n, shop, file);
}

export const readPlace = (connection: Connection, { shop, kind, id }: DocumentName): string | undefined =>
  connection.get<{ place: string }>(
    `SELECT place FROM documents
     WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND kind = ? AND id = ? AND erased = 0`,
    shop,
    kind,
    id,
  )?.place;

export const readFilePlaces = (connection: Connection, shop: ShopId, file: string): string[] =>
  connection
    .all<{ place: string }>(
      `SELECT DISTINCT d.place FROM file_uses f JOIN documents d ON d.n = f.document
       WHERE f.shop = (SELECT n FROM shops WHERE shop = ?) AND f.file = ? AND d.erased = 0`,
      shop,
      file,
    )
    .map(({ place }) => place);

/** What left the places that somebody sees above `after` and up to `upTo`, and is in none of them now. */
export function readLeft(
  connection: Connection,
  shop: number,
  after: Seq,
  upTo: Seq,
  {
    places,
    without = [],
  }: { readonly places: readonly string[]; readonly without?: readonly KindName[] | undefined },
): readonly EntityKey[] {
  const seen = JSON.stringify(places);
  return connection
    .all<EntityName>(
      `SELECT DISTINCT d.kind, d.id FROM departures p JOIN documents d ON d.n = p.document
       WHERE p.shop = ?1 AND p.seq > ?2 AND p.seq <= ?3 AND d.erased = 0
         AND p.place IN (SELECT value FROM json_each(?4)) AND d.place NOT IN (SELECT value FROM json_each(?4))`,
      shop,
      after,
      upTo,
      seen,
    )
    .filter(({ kind }) => !without.includes(kind))
    .map((name) => entityKey(name));
}

/** A condition on `d.place`, with what is bound to it; none for who sees all. */
export const placeFilter = (
  places: readonly string[] | undefined,
): { readonly where: string; readonly values: readonly string[] } =>
  places
    ? { where: ' AND d.place IN (SELECT value FROM json_each(?))', values: [JSON.stringify(places)] }
    : { where: '', values: [] };
