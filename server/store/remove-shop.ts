/** Taking a shop away (rule STORE-43): every row of every table that is of it, and the shop itself. */
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Connection } from './connection.ts';
import { tablesOfShops, type TableOfShops } from './tables-of-shops.ts';

/** Inside a transaction of its own; false when there is no such shop. The file is to be written anew afterwards. */
export function removeShop(connection: Connection, shop: ShopId): boolean {
  const found = connection.get<{ n: number }>('SELECT n FROM shops WHERE shop = ?', shop);
  if (!found) return false;
  const all = connection.all<TableOfShops>(tablesOfShops);
  for (const { name, column } of all.filter(({ parent }) => parent === 'documents')) {
    connection.run(
      `DELETE FROM "${name}" WHERE "${column}" IN (SELECT n FROM documents WHERE shop = ?)`,
      found.n,
    );
  }
  for (const { name, column } of all.filter(({ parent }) => parent === 'shops')) {
    connection.run(`DELETE FROM "${name}" WHERE "${column}" = ?`, found.n);
  }
  connection.run('DELETE FROM shops WHERE n = ?', found.n);
  connection.run(`INSERT INTO meta VALUES ('scrub', '1') ON CONFLICT DO UPDATE SET value = '1'`);
  return true;
}
