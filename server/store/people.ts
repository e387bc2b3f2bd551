/** Shops and users as tables. */
import { assert } from '../../shared/lib/assert.ts';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Connection } from './connection.ts';
import type { SaidHere } from './account-store.ts';
import type { BegunShop, Quotas, StoredShop, UnfinishedShop, User } from './store.ts';

export const createShop = (
  connection: Connection,
  { shop, title, made }: { readonly shop: ShopId; readonly title: string; readonly made: number },
): void => {
  connection.run(
    'INSERT INTO shops (shop, title, seq, made) VALUES (?, ?, 0, ?) ON CONFLICT DO NOTHING',
    shop,
    title,
    Math.trunc(made),
  );
};

export const beginShop = (connection: Connection, begun: BegunShop): boolean => {
  const { shop, title, epoch, seq, takesBackUntil, quotas } = begun;
  const made = connection.run(
    `INSERT INTO shops (shop, title, seq, epoch, takes_back, quotas, made, suspended, unfinished)
     VALUES (?, ?, ?, ?, ?, ?, ?, 1, 'importing') ON CONFLICT DO NOTHING`,
    shop,
    title,
    seq,
    epoch,
    Math.trunc(takesBackUntil),
    JSON.stringify(quotas),
    Math.trunc(begun.made),
  );
  return made === 1;
};

/** Such a shop is a suspended one. */
export const markShop = (
  connection: Connection,
  shop: ShopId,
  unfinished: UnfinishedShop | undefined,
): boolean =>
  connection.run(
    'UPDATE shops SET unfinished = ?, suspended = ? WHERE shop = ?',
    unfinished ?? '',
    unfinished ? 1 : 0,
    shop,
  ) === 1;

export const hasShop = (connection: Connection, shop: ShopId): boolean =>
  connection.get('SELECT 1 FROM shops WHERE shop = ?', shop) !== undefined;

interface ShopRow {
  readonly shop: ShopId;
  readonly title: string;
  readonly unfinished: UnfinishedShop | '';
  readonly suspended: number;
  readonly apart: number;
  readonly epoch: string;
  readonly takes_back: number;
  /** 0 where nobody knows. */
  readonly made: number;
  /** JSON. */
  readonly quotas: string;
}

const shopOf = ({
  shop,
  title,
  suspended,
  quotas,
  apart,
  epoch,
  takes_back,
  unfinished,
  made,
}: ShopRow): StoredShop => ({
  shop,
  title,
  ...(suspended === 1 && { suspended: true }),
  ...(unfinished !== '' && { unfinished }),
  ...(apart === 1 && { apart: true }),
  ...(epoch !== '' && { epoch, takesBackUntil: takes_back }),
  ...(made > 0 && { made }),
  ...(quotas !== '{}' && { quotas: JSON.parse(quotas) as Quotas }),
});

const shopRows =
  'SELECT shop, title, suspended, quotas, apart, epoch, takes_back, unfinished, made FROM shops';

export const readShops = (connection: Connection): StoredShop[] =>
  connection.all<ShopRow>(`${shopRows} ORDER BY shop`).map(shopOf);

export function readShop(connection: Connection, shop: ShopId): StoredShop | undefined {
  const row = connection.get<ShopRow>(`${shopRows} WHERE shop = ?`, shop);
  return row && shopOf(row);
}

export const setSuspended = (connection: Connection, shop: ShopId, suspended: boolean): boolean =>
  connection.run(
    `UPDATE shops SET suspended = ? WHERE shop = ? AND (unfinished = '' OR suspended = ?)`,
    suspended ? 1 : 0,
    shop,
    suspended ? 1 : 0,
  ) === 1;

export const setQuotas = (connection: Connection, shop: ShopId, quotas: Quotas): boolean =>
  connection.run('UPDATE shops SET quotas = ? WHERE shop = ?', JSON.stringify(quotas), shop) === 1;

export const countRecords = (connection: Connection, shop: ShopId): number =>
  connection.get<{ records: number }>(
    `SELECT COUNT(*) AS records FROM documents
     WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND erased = 0`,
    shop,
  )?.records ?? 0;

/** Of its log and its snapshots, as they lie there. */
export const logBytes = (connection: Connection, shop: ShopId): number =>
  connection.get<{ bytes: number }>('SELECT log_bytes AS bytes FROM shops WHERE shop = ?', shop)?.bytes ?? 0;

export function saveUser(
  connection: Connection,
  { shop, id, name, role, revoked, locations = [] }: User,
  { roleAt = 0, locationsAt = 0 }: SaidHere,
): void {
  const saved = connection.run(
    `INSERT INTO users (shop, id, name, role, revoked, locations, role_at, locations_at)
     SELECT n, ?, ?, ?, ?, ?, ?, ? FROM shops WHERE shop = ?
     ON CONFLICT DO UPDATE SET name = excluded.name, role = excluded.role, revoked = excluded.revoked,
       locations = excluded.locations, role_at = max(role_at, excluded.role_at),
       locations_at = max(locations_at, excluded.locations_at)`,
    id,
    name,
    role,
    revoked ? 1 : 0,
    JSON.stringify(locations),
    Math.trunc(roleAt),
    Math.trunc(locationsAt),
    shop,
  );
  assert(saved === 1, 'a user belongs to a shop that exists');
}

interface UserRow extends Omit<User, 'revoked' | 'locations'> {
  readonly revoked: number;
  /** JSON. */
  readonly locations: string;
}

const ofShop =
  'SELECT s.shop, u.id, u.name, u.role, u.revoked, u.locations FROM users u JOIN shops s ON s.n = u.shop WHERE s.shop = ?';

const userOf = ({ shop, id, name, role, revoked, locations }: UserRow): User => ({
  shop,
  id,
  name,
  role,
  ...(revoked === 1 && { revoked: true }),
  ...(locations !== '[]' && { locations: JSON.parse(locations) as string[] }),
});

export const readUser = (connection: Connection, shop: ShopId, id: Author): User | undefined => {
  const row = connection.get<UserRow>(`${ofShop} AND u.id = ?`, shop, id);
  return row && userOf(row);
};

export const readUsers = (connection: Connection, shop: ShopId): User[] =>
  connection.all<UserRow>(`${ofShop} ORDER BY u.id`, shop).map(userOf);
