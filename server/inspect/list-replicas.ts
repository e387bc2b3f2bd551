/** The replicas of a shop with what is known of their devices. Reads beside whoever writes. */
import type { ShopId } from '../../shared/lib/ids.ts';
import type { Connection } from '../store/connection.ts';
import { readReplicas } from '../store/replicas.ts';

export interface ReplicaTold {
  readonly id: string;
  readonly user: string;
  /** What the device calls itself; empty where its user is signed in on none. */
  readonly device: string;
  readonly schema: string;
  /** When it was here last, in milliseconds. */
  readonly seen: number;
  /** Entries of the shop's log that it had not taken in then, at least; null when that is not known. */
  readonly behind: number | null;
  readonly records: number;
  readonly edits: number;
  /** Since when something is unsent on it, in milliseconds; null when nothing was. */
  readonly unsentSince: number | null;
}

/** The distance between two numbers of a log. */
const step = 2;

/** How many entries of a log, up to its newest, a replica lacks at least; null when it is not known how far it is. */
export const behindOf = (head: number, reached: number): number | null =>
  reached > 0 ? Math.max(0, Math.ceil((head - reached) / step)) : null;

/** Undefined when there is no such shop. */
export function listReplicas(connection: Connection, shop: ShopId): readonly ReplicaTold[] | undefined {
  const found = connection.get<{ n: number; seq: number }>('SELECT n, seq FROM shops WHERE shop = ?', shop);
  if (!found) return undefined;
  const names = new Map(
    connection
      .all<{ id: string; device: string }>('SELECT id, device FROM devices WHERE shop = ?', found.n)
      .map(({ id, device }) => [id, device]),
  );
  return readReplicas(connection, shop).map(
    ({ id, user, device, schema, seen, reached, records, edits, since }) => ({
      id,
      user,
      device: names.get(device) ?? '',
      schema,
      seen,
      behind: behindOf(found.seq, reached),
      records,
      edits,
      unsentSince: since > 0 ? since : null,
    }),
  );
}
