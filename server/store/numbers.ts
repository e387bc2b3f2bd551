/**
 * Numbers that are handed out, in the writer's transaction: what was answered is on disk as given away, and what was
 * given away and not answered is skipped (rule STORE-20).
 */
import { must } from '../../shared/lib/assert.ts';
import type { ShopId } from '../../shared/lib/ids.ts';
import type { NumberRange, NumberSeries } from '../../shared/lib/order-number.ts';
import type { Connection } from './connection.ts';
import { nextAbove, numbered, rangeFrom } from './next-number.ts';

export function leaseNumbers(
  connection: Connection,
  name: ShopId,
  series: NumberSeries,
  count: number,
): NumberRange {
  const { n: shop } = must(
    connection.get<{ n: number }>('SELECT n FROM shops WHERE shop = ?', name),
    'numbers belong to a shop that exists',
  );
  const counter = connection.get<{ next: number }>(
    'SELECT next FROM numbers WHERE shop = ? AND series = ?',
    shop,
    series,
  );
  const range = rangeFrom(counter?.next ?? nextAbove(series, taken(connection, shop, series)), count);
  connection.run(
    `INSERT INTO numbers (shop, series, next) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET next = excluded.next`,
    shop,
    series,
    range.last + 1,
  );
  return range;
}

/** What stands in the shop's rows; read once, before its first number. */
function* taken(connection: Connection, shop: number, series: NumberSeries): Iterable<unknown> {
  const { kind, field } = numbered[series];
  const rows = connection.each<{ value: unknown }>(
    `SELECT json_extract(p.json, '$.fields.' || ?) AS value
     FROM documents d JOIN projected p ON p.document = d.n
     WHERE d.shop = ? AND d.kind = ? AND json_valid(p.json)`,
    field,
    shop,
    kind,
  );
  for (const { value } of rows) yield value;
}
