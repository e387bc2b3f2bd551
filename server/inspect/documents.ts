/** What a store says of single records, for an operator: sizes, damage, history. Reads beside whoever writes (section DOC of docs/SPEC.md). */
import type { EntityName, ShopId } from '../../shared/lib/ids.ts';
import type { Row } from '../../shared/document/types.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import * as Y from 'yjs';
import { hasPending, loadDocument } from '../relay/load-document.ts';
import { rowJson } from '../relay/room.ts';
import type { Connection } from '../store/connection.ts';
import { readDocument } from '../store/read-document.ts';
import type { Damage, DocumentName, Seq } from '../store/store.ts';

export interface DocumentLine extends EntityName {
  /** The number of its newest entry. */
  readonly head: Seq;
  /** Entries since it was folded. */
  readonly entries: number;
  /** What its snapshot and these entries take on the disk. */
  readonly bytes: number;
  readonly damaged: boolean;
}

export interface ListQuery {
  readonly shop: ShopId;
  readonly kind?: string;
  /** Only those that are marked as damaged. */
  readonly damaged: boolean;
  /** The largest first, else by kind and id. */
  readonly largest: boolean;
  readonly limit: number;
}

export const hasShopNamed = (connection: Connection, shop: ShopId): boolean =>
  connection.get('SELECT 1 FROM shops WHERE shop = ?', shop) !== undefined;

export function listDocuments(
  connection: Connection,
  { shop, kind, damaged, largest, limit }: ListQuery,
): { readonly documents: readonly DocumentLine[]; readonly all: number } {
  const which = `d.shop = (SELECT n FROM shops WHERE shop = ?1) AND d.erased = 0
    AND (?2 = '' OR d.kind = ?2) AND (?3 = 0 OR d.damaged = 1)`;
  const values = [shop, kind ?? '', damaged ? 1 : 0] as const;
  const all = connection.get<{ all: number }>(
    `SELECT count(*) AS "all" FROM documents d WHERE ${which}`,
    ...values,
  );
  const lines = connection.all<Omit<DocumentLine, 'damaged'> & { readonly damaged: number }>(
    `SELECT d.kind, d.id, d.head, d.damaged,
       (SELECT count(*) FROM log l WHERE l.document = d.n) AS entries,
       (SELECT coalesce(sum(octet_length(l.bytes)), 0) FROM log l WHERE l.document = d.n) +
         (SELECT coalesce(sum(octet_length(s.bytes)), 0) FROM snapshots s WHERE s.document = d.n) AS bytes
     FROM documents d WHERE ${which} ORDER BY ${largest ? 'bytes DESC' : 'd.kind, d.id'} LIMIT ?4`,
    ...values,
    limit,
  );
  return { documents: lines.map((line) => ({ ...line, damaged: line.damaged === 1 })), all: all?.all ?? 0 };
}

export interface DocumentFacts {
  readonly head: Seq;
  readonly snapshot: Seq;
  readonly entries: number;
  readonly bytes: number;
  /** Yjs client ids that wrote it, one a session. */
  readonly clients: number;
  /** Who wrote it. */
  readonly authors: readonly string[];
  readonly damage: readonly Damage[];
  /** Whether something stored builds on what is not there. */
  readonly waits: boolean;
  /** Names of the secrets that are set; never what they say. */
  readonly secrets: readonly string[];
  /** The record as it is now. */
  readonly row: Row;
}

/** Undefined when there is no such record. @throws whatever Yjs throws on bytes that are none of its own */
export function documentFacts(connection: Connection, name: DocumentName): DocumentFacts | undefined {
  return connection.transaction('read', () => {
    const { document } = readDocument(connection, name);
    if (!document) return undefined;
    const { doc } = loadDocument(document);
    const secrets = connection.all<{ secret: string }>(
      `SELECT secret FROM secrets WHERE document = (SELECT n FROM documents
         WHERE shop = (SELECT n FROM shops WHERE shop = ?) AND kind = ? AND id = ?) ORDER BY secret`,
      name.shop,
      name.kind,
      name.id,
    );
    const facts: DocumentFacts = {
      head: document.head,
      snapshot: document.snapshot,
      entries: document.marks.length,
      bytes: document.updates.reduce((sum, { length }) => sum + length, 0),
      clients: doc.store.clients.size,
      authors: [...new Set(document.claims.map(({ user }) => user))].sort(),
      damage: document.damage,
      waits: hasPending(doc),
      secrets: secrets.map(({ secret }) => secret),
      row: JSON.parse(rowJson(kindNamed(name.kind), name, doc)) as Row,
    };
    doc.destroy();
    return facts;
  });
}

/** The whole document as one Yjs update; undefined when there is none. */
export function documentState(connection: Connection, name: DocumentName): Uint8Array | undefined {
  const { document } = connection.transaction('read', () => readDocument(connection, name));
  if (!document) return undefined;
  const { doc } = loadDocument(document);
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return state;
}
