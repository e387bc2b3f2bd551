/** How people sign in, as tables (rules STORE-40 to STORE-42). Everything secret in them is a hash before it comes here. */
import { assert, must, never } from '../../shared/lib/assert.ts';
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { AccountReadCall, AccountWriteCall } from './account-calls.ts';
import type {
  AccountName,
  Invitation,
  Renewal,
  Renewed,
  Said,
  SignedInDevice,
  StoredAccount,
} from './account-store.ts';
import type { Connection } from './connection.ts';

export function writeAccount(connection: Connection, call: AccountWriteCall): unknown {
  switch (call.do) {
    case 'set-password':
      return setPassword(connection, call.name, call.password, call.at, call.keep);
    case 'rehash':
      return rehash(connection, call.name, call.from, call.to);
    case 'set-pin':
      return setPin(connection, call.name, call.pin);
    case 'take-pin-try':
      return takePinTry(connection, call.name, call.most);
    case 'clear-pin-tries':
      connection.run(
        'UPDATE accounts SET pin_tries = 0 WHERE shop = ? AND user = ?',
        ...whose(connection, call.name),
      );
      return undefined;
    case 'invite':
      return invite(connection, call.name, call.invitation);
    case 'accept':
      return accept(connection, call.hash, call.password, call.now);
    case 'open-device':
      return openDevice(connection, call.device, call.token, call.idleSince);
    case 'renew':
      return renew(connection, call.renewal);
    case 'end-device':
      return (
        connection.run(
          'DELETE FROM devices WHERE shop = ? AND user = ? AND id = ?',
          ...whose(connection, call.name),
          call.id,
        ) === 1
      );
    case 'set-upstream':
      connection.run('UPDATE devices SET upstream = ? WHERE id = ?', call.sealed, call.id);
      return undefined;
    case 'set-said':
      connection.run(
        'UPDATE users SET provider_said = ? WHERE shop = ? AND id = ?',
        call.word,
        ...whose(connection, call.name),
      );
      return undefined;
    case 'forget-account':
      return forget(connection, call.name);
    default:
      return never(call, 'a write of an account that the store does not know');
  }
}

export function readAccount(connection: Connection, call: AccountReadCall): unknown {
  switch (call.do) {
    case 'account':
      return account(connection, call.name);
    case 'invitation':
      return invitationOf(connection, call.hash, call.now);
    case 'upstream':
      return (
        connection.get<{ upstream: string }>('SELECT upstream FROM devices WHERE id = ?', call.id)
          ?.upstream ?? ''
      );
    case 'said':
      return saidOf(connection, call.name);
    case 'device':
      return deviceOf(connection, call.id);
    case 'devices':
      return devicesOf(connection, call.name);
    default:
      return never(call, 'a read of an account that the store does not know');
  }
}

const saidOf = (connection: Connection, name: AccountName): Said => ({
  ...(connection.get<Said>(
    `SELECT provider_said AS provider, role_at AS roleAt, locations_at AS locationsAt FROM users
     WHERE shop = ? AND id = ?`,
    ...whose(connection, name),
  ) ?? { provider: '', roleAt: 0, locationsAt: 0 }),
});

const ofDevices = `SELECT d.id, s.shop, d.user, d.device, d.made, d.used, d.expires
  FROM devices d JOIN shops s ON s.n = d.shop`;

const numberOf = (connection: Connection, shop: ShopId): number | undefined =>
  connection.get<{ n: number }>('SELECT n FROM shops WHERE shop = ?', shop)?.n;

/** What a row of theirs is found by; a shop that is not there has the number 0, which no row has. */
const whose = (connection: Connection, { shop, user }: AccountName): [number, Author] => [
  numberOf(connection, shop) ?? 0,
  user,
];

/** The row of somebody, made when it is not there. */
function rowOf(connection: Connection, { shop, user }: AccountName): [number, Author] {
  const n = numberOf(connection, shop);
  assert(n !== undefined, 'an account belongs to a shop that exists');
  connection.run('INSERT INTO accounts (shop, user) VALUES (?, ?) ON CONFLICT DO NOTHING', n, user);
  return [n, user];
}

function account(connection: Connection, { shop, user }: AccountName): StoredAccount | undefined {
  return connection.get<StoredAccount>(
    `SELECT password, password_at AS passwordAt, pin, pin_tries AS pinTries FROM accounts
     WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND user = ?`,
    shop,
    user,
  );
}

function setPassword(
  connection: Connection,
  name: AccountName,
  password: string,
  at: number,
  keep = '',
): readonly SignedInDevice[] {
  const [n, user] = rowOf(connection, name);
  connection.run(
    'UPDATE accounts SET password = ?, password_at = ?, pin_tries = 0 WHERE shop = ? AND user = ?',
    password,
    Math.trunc(at),
    n,
    user,
  );
  connection.run('DELETE FROM invitations WHERE shop = ? AND user = ?', n, user);
  return endDevices(connection, name, keep);
}

function endDevices(connection: Connection, name: AccountName, keep: string): readonly SignedInDevice[] {
  const ended = devicesOf(connection, name).filter(({ id }) => id !== keep);
  for (const { id } of ended) connection.run('DELETE FROM devices WHERE id = ?', id);
  return ended;
}

/** The one that was used last first. */
const devicesOf = (connection: Connection, { shop, user }: AccountName): readonly SignedInDevice[] =>
  connection.all<SignedInDevice>(
    `${ofDevices} WHERE s.shop = ? AND d.user = ? ORDER BY d.used DESC, d.id`,
    shop,
    user,
  );

const rehash = (connection: Connection, name: AccountName, from: string, to: string): boolean =>
  connection.run(
    'UPDATE accounts SET password = ? WHERE shop = ? AND user = ? AND password = ?',
    to,
    ...whose(connection, name),
    from,
  ) === 1;

function setPin(connection: Connection, name: AccountName, pin: string | null): void {
  connection.run(
    'UPDATE accounts SET pin = ?, pin_tries = 0 WHERE shop = ? AND user = ?',
    pin,
    ...rowOf(connection, name),
  );
}

const takePinTry = (connection: Connection, name: AccountName, most: number): string | undefined =>
  connection.get<{ pin: string }>(
    `UPDATE accounts SET pin_tries = pin_tries + 1
     WHERE shop = ? AND user = ? AND pin IS NOT NULL AND pin_tries < ? RETURNING pin`,
    ...whose(connection, name),
    most,
  )?.pin;

function invite(connection: Connection, name: AccountName, { hash, by, at, expires }: Invitation): void {
  const [n, user] = rowOf(connection, name);
  connection.run(
    `INSERT INTO invitations (shop, user, hash, by, at, expires) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (shop, user) DO UPDATE SET hash = excluded.hash, by = excluded.by, at = excluded.at,
       expires = excluded.expires`,
    n,
    user,
    hash,
    by,
    Math.trunc(at),
    Math.trunc(expires),
  );
}

const invitationOf = (connection: Connection, hash: string, now: number): AccountName | undefined =>
  connection.get<AccountName>(
    `SELECT s.shop, i.user FROM invitations i JOIN shops s ON s.n = i.shop WHERE i.hash = ? AND i.expires > ?`,
    hash,
    now,
  );

function accept(connection: Connection, hash: string, password: string, now: number) {
  const found = invitationOf(connection, hash, now);
  if (!found) return undefined;
  const name: AccountName = { shop: found.shop, user: found.user };
  return { name, ended: setPassword(connection, name, password, now) };
}

function openDevice(
  connection: Connection,
  { id, shop, user, device, made, used, expires }: SignedInDevice,
  token: string,
  idleSince: number,
): void {
  const [n] = rowOf(connection, { shop, user });
  connection.run(
    'DELETE FROM devices WHERE shop = ? AND user = ? AND (expires <= ? OR used < ?)',
    n,
    user,
    made,
    idleSince,
  );
  connection.run(
    `INSERT INTO devices (id, shop, user, token, device, made, used, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    n,
    user,
    token,
    device,
    Math.trunc(made),
    Math.trunc(used),
    Math.trunc(expires),
  );
}

const deviceOf = (connection: Connection, id: string): SignedInDevice | undefined => {
  const found = connection.get<SignedInDevice>(`${ofDevices} WHERE d.id = ?`, id);
  return found && { ...found };
};

function renew(connection: Connection, { id, shown, next, at, idleSince }: Renewal): Renewed {
  const device = deviceOf(connection, id);
  if (!device) return { as: 'unknown' };
  const { token, previous } = must(
    connection.get<{ token: string; previous: string | null }>(
      'SELECT token, previous FROM devices WHERE id = ?',
      id,
    ),
    'a device has a token',
  );
  const end = (as: 'reused' | 'expired'): Renewed => {
    connection.run('DELETE FROM devices WHERE id = ?', id);
    return { as, device };
  };
  if (shown !== token && shown !== previous) return end('reused');
  if (device.expires <= at || device.used < idleSince) return end('expired');
  const used = Math.trunc(at);
  connection.run('UPDATE devices SET token = ?, previous = ?, used = ? WHERE id = ?', next, shown, used, id);
  return { as: 'renewed', device: { ...device, used } };
}

function forget(connection: Connection, name: AccountName): readonly SignedInDevice[] {
  const [n, user] = whose(connection, name);
  connection.run('DELETE FROM accounts WHERE shop = ? AND user = ?', n, user);
  connection.run('DELETE FROM invitations WHERE shop = ? AND user = ?', n, user);
  return endDevices(connection, name, '');
}
