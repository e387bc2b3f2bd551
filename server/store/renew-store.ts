/**
 * What a store becomes when it was restored from a backup: another store to every replica, so that each fetches everything and
 * offers what it has; open for a while to what its people bring back; with numbers ahead of those that may have been given out
 * since; and with nobody signed in (section RESTORE of docs/SPEC.md). In one commit.
 */
import { randomBytes } from 'node:crypto';
import { mostLeased, numberSeries, type NumberSeries } from '../../shared/lib/order-number.ts';
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Connection } from './connection.ts';
import { leaseNumbers } from './numbers.ts';

/** Numbers that are left out of each series: as many as a busy shop is given in some weeks. */
export const skippedNumbers = 1_000;

export interface Renewed {
  readonly epoch: string;
  /** How many devices were signed in, and invitations good. */
  readonly signedOut: number;
  readonly invitations: number;
}

/** Until when it takes back, in milliseconds of the relay's time. */
export function renewStore(connection: Connection, takesBackUntil: number): Renewed {
  return connection.transaction('write', () => {
    const epoch = randomBytes(16).toString('hex');
    connection.run(`UPDATE meta SET value = ? WHERE name = 'epoch'`, epoch);
    connection.run(
      `INSERT INTO meta VALUES ('takes-back-until', ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
      String(Math.trunc(takesBackUntil)),
    );
    for (const { shop } of connection.all<{ shop: ShopId }>('SELECT shop FROM shops')) {
      for (const series of numberSeries) skip(connection, shop, series);
    }
    // As they were then: a device that was ended since would be in again, and whoever renewed twice since would be taken for a thief.
    const signedOut = connection.run('DELETE FROM devices');
    const invitations = connection.run('DELETE FROM invitations');
    return { epoch, signedOut, invitations };
  });
}

function skip(connection: Connection, shop: ShopId, series: NumberSeries): void {
  for (let left = skippedNumbers; left > 0; left -= mostLeased) {
    leaseNumbers(connection, shop, series, Math.min(left, mostLeased));
  }
}

/** 0 for a store that never was restored. */
export const takesBackUntil = (connection: Connection): number =>
  Number(
    connection.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'takes-back-until'`)?.value ?? 0,
  );
