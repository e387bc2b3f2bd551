/** Shops and users as tables. */
import { assert } from '../../shared/lib/assert.ts';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Connection } from './connection.ts';
import type { User } from './store.ts';

export const createShop = (connection: Connection, shop: ShopId, title: string): void => {
  connection.run('INSERT INTO shops (shop, title, seq) VALUES (?, ?, 0) ON CONFLICT DO NOTHING', shop, title);
};

export const hasShop = (connection: Connection, shop: ShopId): boolean =>
  connection.get('SELECT 1 FROM shops WHERE shop = ?', shop) !== undefined;

export const readShops = (connection: Connection): { shop: ShopId; title: string }[] =>
  connection.all<{ shop: ShopId; title: string }>('SELECT shop, title FROM shops ORDER BY shop');

export function saveUser(connection: Connection, { shop, id, name, role }: User): void {
  const saved = connection.run(
    `INSERT INTO users (shop, id, name, role) SELECT n, ?, ?, ? FROM shops WHERE shop = ?
     ON CONFLICT DO UPDATE SET name = excluded.name, role = excluded.role`,
    id,
    name,
    role,
    shop,
  );
  assert(saved === 1, 'a user belongs to a shop that exists');
}

const ofShop =
  'SELECT s.shop, u.id, u.name, u.role FROM users u JOIN shops s ON s.n = u.shop WHERE s.shop = ?';

export const readUser = (connection: Connection, shop: ShopId, id: Author): User | undefined =>
  connection.get<User>(`${ofShop} AND u.id = ?`, shop, id);

export const readUsers = (connection: Connection, shop: ShopId): User[] =>
  connection.all<User>(`${ofShop} ORDER BY u.id`, shop);
