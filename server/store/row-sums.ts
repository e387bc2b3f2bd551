/**
 * What was written beside the records, noted a second time (rule STORE-80): of each row of most tables a checksum under its name,
 * and on each record what its history and the owners of its client ids add up to. Whatever this program writes notes it by triggers
 * of its own connection, so that a row that another hand took away, changed or put in is found and named by `verify`.
 * Log, snapshots and list rows have checksums of their own; what follows from list rows is compared with them.
 */
import { crc32 } from 'node:zlib';
import { Connection } from './connection.ts';
import { migrate } from './migrations.ts';

export interface Watched {
  readonly table: string;
  /** What a row of one shop is called by. */
  readonly key: readonly string[];
  /** What is summed beside the name; other columns may move without it. */
  readonly columns: readonly string[];
  /** Of which shop a row is: its own column, through its record, or of none. */
  readonly of: 'shop' | 'document' | 'none';
  /** Which rows, with `row` for the table; all where it is absent. */
  readonly only?: (row: string) => string;
}

const of =
  (kind: Watched['of']) =>
  (table: string, key: string, columns = ''): Watched => ({
    table,
    key: key.split(' '),
    columns: columns === '' ? [] : columns.split(' '),
    of: kind,
  });
const ofShop = of('shop');
const ofDocument = of('document');
const ofNone = of('none');

/** The numbers of a shop move with every entry: they are held against its records instead. */
export const watched: readonly Watched[] = [
  { ...ofNone('meta', 'name', 'value'), only: (row) => `${row}.name IN ('epoch', 'takes-back-until')` },
  ofNone('shops', 'shop', 'n title suspended quotas apart epoch takes_back unfinished made'),
  ofShop('users', 'id', 'name role revoked locations provider_said role_at locations_at'),
  ofShop('locations', 'id', 'name'),
  ofShop('accounts', 'user', 'password password_at pin pin_tries'),
  ofShop('invitations', 'user', 'hash by at expires'),
  ofShop('devices', 'id', 'user token previous device made used expires upstream'),
  ofShop('replicas', 'user id', 'device schema seen reached records edits since counts'),
  ofShop('documents', 'kind id', 'n damaged erased place arrived'),
  ofDocument('quarantined', 'document n', 'what kind seq prev packing bytes author at crc healed through'),
  ofDocument('secrets', 'document secret', 'key nonce bytes author at'),
  ofDocument('secret_events', 'document n', 'secret act author at reason'),
  ofDocument('departures', 'document place', 'shop seq'),
  ofShop(
    'refused',
    'id',
    'n kind entity field rule value count author role through at state settled_by settled_at crc cut',
  ),
  ofShop('numbers', 'series', 'next'),
  ofShop('derived', 'shop'),
  ofShop('due', 'kind id'),
  ofShop('audit', 'n', 'at user whom session through record rule bytes what'),
  ofShop('erasures', 'n', 'kind id by at records kept files'),
  ofShop('erased_files', 'file', 'seq removed'),
  ofShop('operations', 'user id', 'digest kind entity version at outcome'),
  ofShop('webhooks', 'id', 'url secret kinds by at state reason cursor failing tries next'),
  ofShop('deliveries', 'n', 'hook event kind entity version at status error took'),
];

const separator = `' '`;
const keyOf = ({ key }: Watched, row: string): string =>
  `'' || ${key.map((column) => `${row}.${column}`).join(` || ${separator} || `)}`;
const sumOf = ({ key, columns }: Watched, row: string): string =>
  `values_sum(${[...key, ...columns].map((column) => `${row}.${column}`).join(', ')})`;
const shopOf = ({ of: owner }: Watched, row: string): string =>
  owner === 'shop'
    ? `${row}.shop`
    : owner === 'document'
      ? `coalesce((SELECT shop FROM documents WHERE n = ${row}.document), 0)`
      : '0';
/** Whether a row is one of those that are noted. */
const whichOf = ({ only }: Watched, row: string): string => only?.(row) ?? 'true';
const insertOf = (table: Watched, row: string): string =>
  `INSERT INTO sums (name, shop, key, sum)
   SELECT '${table.table}', ${shopOf(table, row)}, ${keyOf(table, row)}, ${sumOf(table, row)} WHERE ${whichOf(table, row)}
   ON CONFLICT DO UPDATE SET sum = excluded.sum`;
const deleteOf = (table: Watched, row: string): string =>
  `DELETE FROM sums WHERE name = '${table.table}' AND key = ${keyOf(table, row)}
   AND (shop = ${shopOf(table, row)} OR ${table.of === 'document'})`;

/** What the rows of one record add up to, in a column of it. */
export interface Total {
  readonly table: string;
  readonly column: string;
  readonly sum: (row: string) => string;
}

export const totals: readonly Total[] = [
  { table: 'history', column: 'told', sum: (row) => `${row}.crc` },
  { table: 'claims', column: 'claimed', sum: (row) => `values_sum(${row}.client, ${row}.user)` },
];

/** Changes with what is noted and how: then all is noted anew. */
export function fingerprintOf(tables: readonly Watched[], sums: readonly Total[]): string {
  const rows = tables.map((table) => [
    table.table,
    keyOf(table, 't'),
    sumOf(table, 't'),
    shopOf(table, 't'),
    whichOf(table, 't'),
  ]);
  return String(
    crc32(JSON.stringify([rows, sums.map(({ table, column, sum }) => [table, column, sum('t')])])),
  );
}

const fingerprint = fingerprintOf(watched, totals);

/** The newest form of the tables, and every later write of this connection is noted. @throws StoreTooNew */
export function prepare(connection: Connection): void {
  migrate(connection);
  watch(connection);
}

/** Makes its triggers, for as long as it is open and what is temporary of it is not taken away. */
export function watch(connection: Connection): void {
  if (!hasSums(connection))
    connection.transaction('write', () => !hasSums(connection) && noteAnew(connection));
  for (const table of watched) {
    const { table: name, key, columns } = table;
    connection.exec(`
      CREATE TEMP TRIGGER ${name}_comes AFTER INSERT ON main.${name} BEGIN ${insertOf(table, 'new')}; END;
      CREATE TEMP TRIGGER ${name}_goes AFTER DELETE ON main.${name} BEGIN ${deleteOf(table, 'old')}; END;
      CREATE TEMP TRIGGER ${name}_moves AFTER UPDATE OF ${[...key, ...columns].join(', ')} ON main.${name}
        BEGIN ${deleteOf(table, 'old')}; ${insertOf(table, 'new')}; END;
    `);
  }
  for (const { table: name, column, sum } of totals) {
    connection.exec(`
      CREATE TEMP TRIGGER ${name}_comes AFTER INSERT ON main.${name}
        BEGIN UPDATE documents SET ${column} = ${column} + ${sum('new')} WHERE n = new.document; END;
      CREATE TEMP TRIGGER ${name}_goes AFTER DELETE ON main.${name}
        BEGIN UPDATE documents SET ${column} = ${column} - ${sum('old')} WHERE n = old.document; END;
    `);
  }
}

/** Whether this version noted what is in the store. */
export const hasSums = (connection: Connection): boolean =>
  connection.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'sums'`)?.value === fingerprint;

/** What is missing or was changed by another hand is no news any more, and what was followed too far is followed again. The caller holds the folder's lock. */
export function acceptAsItIs(file: string): void {
  const connection = new Connection({ file, mode: 'write', busyTimeout: 10_000 });
  try {
    migrate(connection);
    connection.transaction('write', () => {
      connection.exec(
        'UPDATE derived SET seq = 0 WHERE seq > (SELECT seq FROM shops WHERE n = derived.shop)',
      );
      noteAnew(connection);
    });
  } finally {
    connection.close();
  }
}

/** Takes everything as it is, inside a transaction. */
function noteAnew(connection: Connection): void {
  connection.exec('DELETE FROM sums');
  for (const table of watched) {
    const { table: name } = table;
    connection.exec(`
      INSERT INTO sums (name, shop, key, sum)
      SELECT '${name}', ${shopOf(table, name)}, ${keyOf(table, name)}, ${sumOf(table, name)} FROM ${name}
      WHERE ${whichOf(table, name)}`);
  }
  for (const total of totals) {
    const { column } = total;
    connection.exec(
      `UPDATE documents SET ${column} = ${totalOf(total)} WHERE ${column} <> ${totalOf(total)}`,
    );
  }
  connection.run(
    `INSERT INTO meta VALUES ('sums', ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
    fingerprint,
  );
}

const totalOf = ({ table, sum }: Total): string =>
  `coalesce((SELECT sum(${sum('t')}) FROM ${table} t WHERE t.document = documents.n), 0)`;

export interface OtherHand {
  readonly table: string;
  /** Empty for what is of no shop, and for what is of one that is gone. */
  readonly shop: string;
  /** What the row is called by. */
  readonly row: string;
  readonly how: 'missing' | 'changed' | 'added';
}

/** Rows of one table that are not as this program wrote them. Inside a transaction. */
export function differences(connection: Connection, table: Watched): readonly OtherHand[] {
  const { table: name } = table;
  const is = `SELECT ${shopOf(table, 't')} AS shop, ${keyOf(table, 't')} AS key, ${sumOf(table, 't')} AS sum
    FROM ${name} t WHERE ${whichOf(table, 't')}`;
  // A record that is gone takes the shop of its rows with it; they are told as rows of no record.
  const same = `s.name = '${name}' AND s.key = i.key ${table.of === 'document' ? '' : 'AND s.shop = i.shop'}`;
  const found = connection.all<Difference>(
    `SELECT i.shop, i.key, s.sum AS known, 1 AS isThere FROM (${is}) i LEFT JOIN sums s ON ${same} WHERE s.sum IS NOT i.sum`,
  );
  // Which are missing takes an index of all of them: only where it is seen that some are.
  const count = connection.get<{ rows: number; known: number }>(
    `SELECT (SELECT count(*) FROM (${is})) AS rows, (SELECT count(*) FROM sums WHERE name = '${name}') AS known`,
  );
  const added = found.filter(({ known }) => known === null).length;
  if (count && count.rows - added < count.known) {
    found.push(
      ...connection.all<Difference>(
        `SELECT s.shop, s.key, s.sum AS known, 0 AS isThere FROM sums s LEFT JOIN (${is}) i ON ${same}
         WHERE s.name = '${name}' AND i.key IS NULL`,
      ),
    );
  }
  return found.map(({ shop, key, known, isThere }) => ({
    table: name,
    shop: connection.get<{ shop: string }>('SELECT shop FROM shops WHERE n = ?', shop)?.shop ?? '',
    row: table.of === 'document' ? withRecord(connection, key) : key,
    how: !isThere ? 'missing' : known === null ? 'added' : 'changed',
  }));
}

interface Difference {
  readonly shop: number;
  readonly key: string;
  readonly known: number | null;
  readonly isThere: number;
}

/** Its key begins with the number of its record. */
function withRecord(connection: Connection, key: string): string {
  const border = key.indexOf(' ');
  const record = connection.get<{ name: string }>(
    `SELECT kind || '/' || id AS name FROM documents WHERE n = ?`,
    Number(key.slice(0, border)),
  );
  return record ? `${record.name} ${key.slice(border + 1)}` : key;
}

/** Which tables of the record with this number do not add up to what was written. */
export const unequalTotals = (connection: Connection, n: number): readonly string[] =>
  totals
    .filter(
      (total) =>
        connection.get(`SELECT 1 FROM documents WHERE n = ? AND ${total.column} <> ${totalOf(total)}`, n) !==
        undefined,
    )
    .map(({ table }) => table);
