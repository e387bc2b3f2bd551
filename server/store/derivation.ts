/**
 * How far derived fields have followed a shop's log, from what they follow, and what is still to be computed (rule
 * STORE-21). Knows nothing of what is derived.
 */
import { assert } from '../../shared/lib/assert.ts';
import type { EntityId, KindName, ShopId } from '../../shared/lib/ids.ts';
import { rowSum } from './checksum.ts';
import type { Connection } from './connection.ts';
import { isErased, readGone } from './erasures.ts';
import { findDocument } from './read-document.ts';
import type {
  Derivation,
  DerivationStep,
  Fact,
  FactsQuery,
  Moved,
  MovedQuery,
  MovedRecord,
  Seq,
} from './store.ts';

interface MovedColumns {
  readonly kind: KindName;
  readonly id: EntityId;
  readonly head: Seq;
  readonly json: string | null;
  readonly seq: Seq | null;
  readonly crc: number | null;
}

export function readMoved(connection: Connection, { shop, after, kinds, limit, bytes }: MovedQuery): Moved {
  const found = connection.get<{ n: number; seq: Seq }>('SELECT n, seq FROM shops WHERE shop = ?', shop);
  const head = found?.seq ?? 0;
  if (!found || after >= head) return { upTo: head, more: false, records: [] };
  const candidates = connection.each<MovedColumns>(
    `SELECT d.kind, d.id, d.head, p.json, p.seq, p.crc
     FROM documents d INDEXED BY documents_by_head LEFT JOIN projected p ON p.document = d.n
     WHERE d.shop = ? AND d.head > ? AND d.erased = 0 AND d.kind IN (SELECT value FROM json_each(?))
     ORDER BY d.head`,
    found.n,
    after,
    JSON.stringify(kinds),
  );
  const records: MovedRecord[] = [];
  const goneUpTo = (upTo: Seq) => {
    const gone = readGone(connection, found.n, after, upTo, {});
    return gone ? { gone } : {};
  };
  let size = 0;
  for (const { kind, id, head: moved, json, seq, crc } of candidates) {
    const last = records.at(-1);
    const fresh = json !== null && seq === moved && rowSum({ shop, kind, id }, seq, json) === crc;
    size += fresh ? json.length : 0;
    if (last && (records.length >= limit || size > bytes)) {
      return { upTo: last.head, more: true, records, ...goneUpTo(last.head) };
    }
    records.push({ kind, id, head: moved, row: fresh ? json : null });
  }
  return { upTo: head, more: false, records, ...goneUpTo(head) };
}

const factsOf = `SELECT d.kind, d.id, f.target, f.value FROM facts f JOIN documents d ON d.n = f.document`;

export function readFacts(connection: Connection, query: FactsQuery): Fact[] {
  if ('names' in query) {
    return query.names.flatMap(({ kind, id }) =>
      connection.all<Fact>(
        `${factsOf} WHERE d.shop = (SELECT n FROM shops WHERE shop = ?) AND d.kind = ? AND d.id = ?`,
        query.shop,
        kind,
        id,
      ),
    );
  }
  return connection.all<Fact>(
    `${factsOf} WHERE f.shop = (SELECT n FROM shops WHERE shop = ?) AND f.kind = ?
       AND f.target IN (SELECT value FROM json_each(?))`,
    query.shop,
    query.kind,
    JSON.stringify(query.targets),
  );
}

export function readDerivation(connection: Connection, shop: ShopId, limit: number): Derivation {
  const found = connection.get<{ n: number; seq: Seq | null }>(
    'SELECT s.n, d.seq FROM shops s LEFT JOIN derived d ON d.shop = s.n WHERE s.shop = ?',
    shop,
  );
  const due = connection.all<{ kind: KindName; id: EntityId }>(
    'SELECT kind, id FROM due WHERE shop = ? ORDER BY kind, id LIMIT ?',
    found?.n ?? 0,
    limit,
  );
  return { upTo: found?.seq ?? 0, due: due.map(({ kind, id }) => ({ kind, id })) };
}

export function saveDerivation(
  connection: Connection,
  shop: ShopId,
  { upTo, facts = [], due = [], settled = [] }: DerivationStep,
): void {
  const found = connection.get<{ n: number }>('SELECT n FROM shops WHERE shop = ?', shop);
  assert(found, 'what is derived belongs to a shop that exists');
  const documents = facts.map(({ kind, id }) => {
    const document = findDocument(connection, { shop, kind, id });
    assert(document ?? isErased(connection, { shop, kind, id }), 'a fact is of a record that is stored');
    return document;
  });
  for (const [at, { kind, target, value }] of facts.entries()) {
    const document = documents[at];
    // Erased since it was read.
    if (!document) continue;
    connection.run(
      `INSERT INTO facts (document, shop, kind, target, value) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET target = excluded.target, value = excluded.value`,
      document.n,
      found.n,
      kind,
      target,
      value,
    );
  }
  for (const { kind, id } of settled)
    connection.run('DELETE FROM due WHERE shop = ? AND kind = ? AND id = ?', found.n, kind, id);
  for (const { kind, id } of due)
    connection.run('INSERT INTO due VALUES (?, ?, ?) ON CONFLICT DO NOTHING', found.n, kind, id);
  if (upTo === undefined) return;
  connection.run(
    'INSERT INTO derived VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)',
    found.n,
    upTo,
  );
}
