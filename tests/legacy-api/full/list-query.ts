/** How listings choose and order their rows: one place for what every list of the full API has. */
import { pageAsked, totalPages, type PageAsked } from '../core/paging.ts';
import { badRequest } from '../core/refusal.ts';
import type { Call } from '../core/route.ts';
import type { Columns, RowOf, Table } from '../core/table.ts';
import type { FullWorld } from './world.ts';

export interface Condition {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

export const csv = (text: string | undefined): string[] =>
  (text ?? '').split(',').filter((part) => part !== '');

/** One of several values; every row where none is asked for. */
export function among(column: string, values: readonly string[], not = false): Condition | undefined {
  if (values.length === 0) return undefined;
  const holes = values.map(() => '?').join(', ');
  return { sql: `${column} ${not ? 'NOT IN' : 'IN'} (${holes})`, values };
}

/** An id, or the word that stands for none. */
export function idOr(column: string, asked: string | undefined, none: string): Condition | undefined {
  if (asked === undefined || asked === '' || asked === 'all') return undefined;
  return asked === none
    ? { sql: `${column} IS NULL`, values: [] }
    : { sql: `${column} = ?`, values: [asked] };
}

/** A part of any of the columns. */
export function containing(columns: readonly string[], words: string | undefined): Condition | undefined {
  if (words === undefined || words === '') return undefined;
  const like = `%${words.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const sql = columns.map((column) => String.raw`${column} LIKE ? ESCAPE '\'`).join(' OR ');
  return { sql: `(${sql})`, values: columns.map(() => like) };
}

/** Calendar dates from and to, compared by the day that `created_at` begins with. */
export function between(column: string, from: string | undefined, to: string | undefined): Condition[] {
  const low = from ? [{ sql: `substr(${column}, 1, 10) >= ?`, values: [from] }] : [];
  return to ? [...low, { sql: `substr(${column}, 1, 10) <= ?`, values: [to] }] : low;
}

/**
 * The order of a list. Texts are compared as texts, as the database does: instants of two formats (1.8) of one day do not
 * stand in their order. Ties stay in the order in which rows were made.
 */
export function sorted(
  asked: string | undefined,
  way: string | undefined,
  allowed: readonly string[],
  usual: string,
): string {
  const column = asked ?? usual;
  if (!allowed.includes(column)) throw badRequest(`Cannot sort by ${column}`);
  if (way !== undefined && way !== 'asc' && way !== 'desc') throw badRequest('order is asc or desc');
  return `${column} ${way === 'asc' ? 'ASC' : 'DESC'}, rowid`;
}

export interface Listing<C extends Columns> {
  readonly table: Table<C>;
  readonly where: readonly (Condition | undefined)[];
  readonly order: string;
  /** How many a page has unless told. */
  readonly usual?: number;
}

export interface Listed<C extends Columns> extends PageAsked {
  readonly rows: readonly RowOf<C>[];
  readonly total: number;
  readonly pages: number;
}

export function listPage<C extends Columns>(
  world: FullWorld,
  call: Call,
  { table, where, order, usual }: Listing<C>,
): Listed<C> {
  const asked = pageAsked(call, world.choices, usual);
  const conditions = where.filter((each) => each !== undefined);
  const sql = conditions.map((each) => each.sql).join(' AND ') || '1';
  const values = conditions.flatMap((each) => [...each.values]);
  const total = table.count(sql, values);
  const rows = table.find(`${sql} ORDER BY ${order} LIMIT ? OFFSET ?`, [
    ...values,
    asked.limit,
    asked.offset,
  ]);
  return { ...asked, rows, total, pages: totalPages(total, asked.limit) };
}
