/** The locations of a shop as a table (rule STORE-63). */
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Connection } from './connection.ts';
import type { ShopLocation } from './store.ts';

const ofShop = 'shop = (SELECT n FROM shops WHERE shop = ?)';

export const readLocations = (connection: Connection, shop: ShopId): ShopLocation[] =>
  connection.all<ShopLocation>(`SELECT id, name FROM locations WHERE ${ofShop} ORDER BY name, id`, shop);

export const saveLocation = (connection: Connection, shop: ShopId, { id, name }: ShopLocation): boolean =>
  connection.run(
    `INSERT INTO locations (shop, id, name) SELECT n, ?, ? FROM shops WHERE shop = ?
     ON CONFLICT DO UPDATE SET name = excluded.name`,
    id,
    name,
    shop,
  ) === 1;

/** Only one that no record and nobody is of. */
export function removeLocation(
  connection: Connection,
  shop: ShopId,
  id: string,
): 'removed' | 'unknown' | 'used' {
  const used = connection.get(
    `SELECT 1 FROM placed p JOIN documents d ON d.n = p.document
       WHERE p.shop = (SELECT n FROM shops WHERE shop = ?1) AND p.own = ?2 AND d.erased = 0
     UNION ALL SELECT 1 FROM users u, json_each(u.locations) l
       WHERE u.shop = (SELECT n FROM shops WHERE shop = ?1) AND u.revoked = 0 AND l.value = ?2`,
    shop,
    id,
  );
  if (used) return 'used';
  return connection.run(`DELETE FROM locations WHERE ${ofShop} AND id = ?`, shop, id) === 1
    ? 'removed'
    : 'unknown';
}

export const setApart = (connection: Connection, shop: ShopId, apart: boolean): boolean =>
  connection.run('UPDATE shops SET apart = ? WHERE shop = ?', apart ? 1 : 0, shop) === 1;
