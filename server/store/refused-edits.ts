/**
 * Edits that were written back, with what they said, until somebody applies or discards them (rules STORE-18 and QUAR-1).
 * Not to be confused with `quarantine.ts`, which is about bytes that were damaged.
 */
import { crc32 } from 'node:zlib';
import type { Connection } from './connection.ts';
import { doorNamed } from './read-document.ts';
import type {
  DocumentName,
  RefusedEdit,
  RefusedQuery,
  RefusedState,
  Settlement,
  StoredRefused,
} from './store.ts';
import type { Author, EntityId, KindName, ShopId } from '../../shared/lib/ids.ts';
import type { RefusalRule } from '../../shared/document/types.ts';
import type { Role } from '../../shared/schema/field.ts';

/** Edits that are kept of one person; the oldest go first, whatever became of them. */
export const mostRefused = 200;

/** One that came again (more letters of one text) takes the place of what was kept of it before. */
export function putRefused(
  connection: Connection,
  shop: number,
  name: DocumentName,
  edit: RefusedEdit,
): void {
  connection.run(
    `INSERT INTO refused (shop, kind, entity, id, field, rule, value, count, author, role, through, at, cut, crc)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (shop, id) DO UPDATE SET value = excluded.value, count = excluded.count, at = excluded.at,
       cut = excluded.cut, crc = excluded.crc
     WHERE state = 'open'`,
    shop,
    name.kind,
    name.id,
    edit.id,
    edit.field,
    edit.rule,
    edit.value,
    edit.count,
    edit.author,
    edit.role,
    edit.through,
    edit.at,
    edit.cut ? 1 : 0,
    sumOf(name, edit),
  );
  connection.run(
    `DELETE FROM refused WHERE shop = ?1 AND author = ?2
     AND n <= (SELECT n FROM refused WHERE shop = ?1 AND author = ?2 ORDER BY n DESC LIMIT 1 OFFSET ?3)`,
    shop,
    edit.author,
    mostRefused,
  );
}

interface Record {
  readonly n: number;
  readonly kind: KindName;
  readonly entity: EntityId;
  readonly id: string;
  readonly field: string;
  readonly rule: RefusalRule;
  readonly value: string;
  readonly count: number;
  readonly author: Author;
  readonly role: Role;
  readonly through: string;
  readonly at: number;
  readonly state: RefusedState;
  readonly settled_by: Author | null;
  readonly settled_at: number | null;
  readonly cut: number;
  readonly crc: number;
}

/** The newest first. What fails its checksum is left out. */
export function readRefused(connection: Connection, query: RefusedQuery): StoredRefused[] {
  const where = ['shop = (SELECT n FROM shops WHERE shop = ?)'];
  const values: (string | number)[] = [query.shop];
  const narrow = (sql: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    where.push(sql);
    values.push(value);
  };
  narrow('author = ?', query.author);
  narrow('state = ?', query.state);
  narrow('id = ?', query.id);
  narrow('n < ?', query.before);
  const without = query.without ?? [];
  if (without.length > 0) narrow('kind NOT IN (SELECT value FROM json_each(?))', JSON.stringify(without));
  narrow(
    `coalesce((SELECT d.place FROM documents d WHERE d.shop = refused.shop AND d.kind = refused.kind AND d.id = refused.entity), '')
       IN (SELECT value FROM json_each(?))`,
    query.places && JSON.stringify(query.places),
  );
  const found = connection.all<Record>(
    `SELECT * FROM refused WHERE ${where.join(' AND ')} ORDER BY n DESC LIMIT ?`,
    ...values,
    query.limit,
  );
  return found.flatMap(({ n, kind, entity, state, settled_by, settled_at, cut, crc, ...read }) => {
    const name = { shop: query.shop, kind, id: entity };
    const settlement =
      settled_by !== null && settled_at !== null ? { settled: { by: settled_by, at: settled_at } } : {};
    const { id, field, rule, value, count, author, role, at } = read;
    const edit = {
      id,
      field,
      rule,
      value,
      count,
      author,
      role,
      at,
      ...(cut !== 0 && { cut: true as const }),
    };
    return sumOf(name, { ...edit, through: read.through }) === crc
      ? [{ ...edit, n, name, through: doorNamed(read.through), state, ...settlement }]
      : [];
  });
}

export const isOpenRefused = (connection: Connection, shop: ShopId, id: string): boolean =>
  connection.get(
    `SELECT 1 FROM refused WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND id = ? AND state = 'open'`,
    shop,
    id,
  ) !== undefined;

/** Only of one that is open: the first who settles it does. */
export const settleRefused = (
  connection: Connection,
  shop: ShopId,
  id: string,
  { state, by, at }: Settlement,
): boolean =>
  connection.run(
    `UPDATE refused SET state = ?, settled_by = ?, settled_at = ?
     WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND id = ? AND state = 'open'`,
    state,
    by,
    at,
    shop,
    id,
  ) === 1;

function sumOf(
  { shop, kind, id }: DocumentName,
  edit: Omit<RefusedEdit, 'through'> & { readonly through: string },
): number {
  const { field, rule, value, count, author, role, through, at } = edit;
  const about = `${shop}/${kind}/${id} ${edit.id} ${field} ${rule} ${count} ${author} ${role} ${through} ${at}${edit.cut ? ' cut' : ''}`;
  return crc32(value, crc32(about));
}
