/** The whole store at a glance, for the operator's dashboard: shops, devices that were not here for days, large records. */
import {
  bloatedBytes,
  unsyncedAfter,
  type StoredSize,
  type UnsyncedDevice,
} from '../../shared/operator/told.ts';
import type { LookQuery, StoreLook } from '../operator/inspector.ts';
import type { Connection } from '../store/connection.ts';

type ShopLine = Omit<StoreLook['shops'][number], 'suspended' | 'quotas'> & {
  readonly suspended: number;
  readonly quotas: string;
};

/** A device is unsynced that was not here for days, or told of something unsent that is days old. */
const unsynced = '(r.seen < ?1 OR (r.since > 0 AND r.since < ?1))';

export function look(connection: Connection, { now, limit }: LookQuery): StoreLook {
  return connection.transaction('read', () => {
    const before = Math.trunc(now - unsyncedAfter);
    const shops = connection
      .all<ShopLine>(
        `SELECT s.shop, s.title, s.suspended, s.quotas,
           (SELECT count(*) FROM documents d WHERE d.shop = s.n AND d.erased = 0) AS records,
           (SELECT count(*) FROM documents d WHERE d.shop = s.n AND d.damaged = 1) AS damaged,
           (SELECT count(*) FROM users u WHERE u.shop = s.n AND u.revoked = 0) AS people,
           (SELECT count(*) FROM refused f WHERE f.shop = s.n AND f.state = 'open') AS refused,
           (SELECT count(*) FROM replicas r WHERE r.shop = s.n) AS devices,
           (SELECT count(*) FROM replicas r WHERE r.shop = s.n AND ${unsynced}) AS unsynced
         FROM shops s ORDER BY s.shop`,
        before,
      )
      .map(({ suspended, quotas, ...shop }) => ({
        ...shop,
        suspended: suspended === 1,
        quotas: JSON.parse(quotas) as StoreLook['shops'][number]['quotas'],
      }));
    // Who told of unsent work comes first: that is what can be lost.
    const devices = connection
      .all<Omit<UnsyncedDevice, 'device' | 'unsentSince'> & { device: string | null; unsentSince: number }>(
        `SELECT s.shop, r.user, r.id, r.schema, r.seen, r.records, r.edits, r.since AS unsentSince,
           (SELECT v.device FROM devices v WHERE v.shop = r.shop AND v.id = r.device) AS device
         FROM replicas r JOIN shops s ON s.n = r.shop
         WHERE ${unsynced} ORDER BY r.edits > 0 DESC, r.seen, s.shop, r.user, r.id LIMIT ?2`,
        before,
        limit,
      )
      .map(({ device, unsentSince, ...line }) => ({
        ...line,
        device: device ?? '',
        unsentSince: unsentSince > 0 ? unsentSince : null,
      }));
    return { at: now, shops, devices, ...sizes(connection, limit) };
  });
}

/** Sizes are in the heads of rows: no document's bytes are read. */
function sizes(connection: Connection, limit: number): Pick<StoreLook, 'largest' | 'bloated'> {
  const lines = connection.all<
    Omit<StoredSize, 'damaged'> & { readonly damaged: number; readonly bloated: number }
  >(
    `WITH sized AS MATERIALIZED (
       SELECT document, sum(bytes) AS bytes, sum(entries) AS entries FROM (
         SELECT document, octet_length(bytes) AS bytes, 1 AS entries FROM log
         UNION ALL SELECT document, octet_length(bytes), 0 FROM snapshots
       ) GROUP BY document)
     SELECT s.shop, d.kind, d.id, t.bytes, t.entries, d.damaged,
       (SELECT count(*) FROM sized WHERE bytes > ?2) AS bloated
     FROM sized t JOIN documents d ON d.n = t.document JOIN shops s ON s.n = d.shop
     WHERE d.erased = 0 ORDER BY t.bytes DESC, s.shop, d.kind, d.id LIMIT ?1`,
    limit,
    bloatedBytes,
  );
  return {
    largest: lines.map(({ damaged, bloated: _of, ...line }) => ({ ...line, damaged: damaged === 1 })),
    bloated: lines[0]?.bloated ?? 0,
  };
}
