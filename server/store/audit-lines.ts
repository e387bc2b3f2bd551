/**
 * What was turned away as hostile or broken: a table of its own, of which nobody's bytes are a part. Bounded in number and
 * in age, so that whoever writes rubbish all day fills no disk (rule STORE-24).
 */
import type { Author } from '../../shared/lib/ids.ts';
import type { Connection } from './connection.ts';
import type { AuditLine, AuditQuery, StoredAudit } from './store.ts';

/** Lines that are kept of one shop. */
export const mostAudit = 5_000;
/** How long one is kept, in milliseconds. */
export const auditKept = 90 * 24 * 60 * 60 * 1000;

export function noteAudit(connection: Connection, lines: readonly AuditLine[]): void {
  for (const { shop, at, user, whom = '', session, through, record, rule, bytes, what = '' } of lines) {
    const noted = connection.run(
      `INSERT INTO audit (shop, at, user, whom, session, through, record, rule, bytes, what)
       SELECT n, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM shops WHERE shop = ?`,
      at,
      user,
      whom,
      session,
      through,
      record,
      rule,
      bytes,
      what,
      shop,
    );
    if (noted === 0) continue;
    connection.run(
      `DELETE FROM audit WHERE shop = (SELECT n FROM shops WHERE shop = ?1) AND (at < ?2 OR n <= (
         SELECT n FROM audit WHERE shop = (SELECT n FROM shops WHERE shop = ?1) ORDER BY n DESC LIMIT 1 OFFSET ?3
       ))`,
      shop,
      at - auditKept,
      mostAudit,
    );
  }
}

/** The newest first. */
export const readAudit = (connection: Connection, { shop, before, limit }: AuditQuery): StoredAudit[] =>
  connection
    .all<Omit<StoredAudit, 'shop' | 'whom' | 'what'> & { readonly whom: Author | ''; readonly what: string }>(
      `SELECT n, at, user, whom, session, through, record, rule, bytes, what FROM audit
       WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND n < ? ORDER BY n DESC LIMIT ?`,
      shop,
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    )
    .map(({ whom, what, ...line }) => ({
      shop,
      ...line,
      ...(whom !== '' && { whom }),
      ...(what !== '' && { what }),
    }));
