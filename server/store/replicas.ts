/** Replicas as a table (rule STORE-50). */
import type { Author, ShopId } from '../../shared/lib/ids.ts';
import type { Connection } from './connection.ts';
import { mostReplicas, type ReplicaCounts, type ReplicaLine } from './replica-store.ts';

export function noteReplicas(connection: Connection, lines: readonly ReplicaLine[]): void {
  for (const { shop, user, id, device, schema, seen, reached, records, edits, since, counts } of lines) {
    const noted = connection.run(
      `INSERT INTO replicas (shop, user, id, device, schema, seen, reached, records, edits, since, counts)
       SELECT n, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM shops WHERE shop = ?
       ON CONFLICT DO UPDATE SET device = excluded.device, schema = excluded.schema, seen = excluded.seen,
         reached = excluded.reached, records = excluded.records, edits = excluded.edits, since = excluded.since,
         counts = CASE excluded.counts WHEN '' THEN counts ELSE excluded.counts END`,
      user,
      id,
      device,
      schema,
      Math.trunc(seen),
      reached,
      records,
      edits,
      since,
      counts ? JSON.stringify(counts) : '',
      shop,
    );
    if (noted === 0) continue;
    connection.run(
      `DELETE FROM replicas WHERE shop = (SELECT n FROM shops WHERE shop = ?1) AND user = ?2 AND id IN (
         SELECT id FROM replicas WHERE shop = (SELECT n FROM shops WHERE shop = ?1) AND user = ?2
         ORDER BY seen DESC, id LIMIT -1 OFFSET ?3
       )`,
      shop,
      user,
      mostReplicas,
    );
  }
}

export const readReplicas = (connection: Connection, shop: ShopId): ReplicaLine[] =>
  connection
    .all<Omit<ReplicaLine, 'shop' | 'counts'> & { readonly counts: string }>(
      `SELECT user, id, device, schema, seen, reached, records, edits, since, counts FROM replicas
       WHERE shop = (SELECT n FROM shops WHERE shop = ?) ORDER BY seen DESC, user, id`,
      shop,
    )
    .map(({ counts, ...line }) => ({
      shop,
      ...line,
      ...(counts !== '' && { counts: JSON.parse(counts) as ReplicaCounts }),
    }));

export const forgetReplica = (connection: Connection, shop: ShopId, user: Author, id: string): boolean =>
  connection.run(
    'DELETE FROM replicas WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND user = ? AND id = ?',
    shop,
    user,
    id,
  ) > 0;
