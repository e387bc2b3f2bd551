/**
 * Re-reads everything that a store keeps: every checksum, every document against its snapshot, its log and its row (rule
 * VERIFY-1). Reads one document at a time, each as of one moment, so that a running relay goes on beside it; changes nothing.
 */
import type { EntityName, FileId, ShopId } from '../../shared/lib/ids.ts';
import { parseFileId } from '../../shared/lib/ids.ts';
import { readRegisters } from '../../shared/document/registers.ts';
import { fileFields } from '../../shared/schema/erasure.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import * as Y from 'yjs';
import { hasPending, loadDocument } from '../relay/load-document.ts';
import { changeSum } from '../store/checksum.ts';
import type { Connection } from '../store/connection.ts';
import { readDocument } from '../store/read-document.ts';
import { differences, hasSums, unequalTotals, watched } from '../store/row-sums.ts';
import type { DocumentName, Seq } from '../store/store.ts';
import type { Finding } from './finding.ts';
import { verifyRow } from './verify-row.ts';

export interface Checked {
  shops: number;
  documents: number;
  entries: number;
  bytes: number;
}

export interface VerifyStoreOptions {
  readonly connection: Connection;
  readonly found: (finding: Finding) => void;
  /** A file that a record names. */
  readonly named: (file: NamedFile) => void;
  readonly checked: Checked;
}

export interface NamedFile {
  readonly name: DocumentName;
  readonly field: string;
  readonly id: FileId;
}

const atOnce = 200;

interface DocumentLine extends EntityName {
  readonly n: number;
  readonly shop: ShopId;
  readonly head: Seq;
  readonly newest: Seq;
}

/** Yields now and then, so that whoever asked can show how far it is. */
export function* verifyStore(options: VerifyStoreOptions): Generator<void, void, void> {
  const { connection, found, checked } = options;
  for (const { integrity_check: says } of connection.all<{ integrity_check: string }>(
    'PRAGMA integrity_check(20)',
  )) {
    if (says !== 'ok') found({ what: 'file-broken', says });
  }
  for (const { table, rows } of orphans(connection)) {
    found({ what: 'file-broken', says: `${rows} rows of ${table} belong to no record or shop` });
  }
  yield;
  const isNoted = hasSums(connection);
  if (isNoted) yield* verifySums(options);
  else found({ what: 'not-noted' });
  checked.shops = connection.get<{ shops: number }>('SELECT count(*) AS shops FROM shops')?.shops ?? 0;
  const tooFar = connection.all<{ shop: string; seq: Seq }>(
    'SELECT s.shop, d.seq FROM derived d JOIN shops s ON s.n = d.shop WHERE d.seq > s.seq',
  );
  for (const { shop, seq } of tooFar) found({ what: 'followed-too-far', shop, seq });
  for (let after = 0; ;) {
    const lines = connection.all<DocumentLine>(
      `SELECT d.n, s.shop, d.kind, d.id, d.head, s.seq AS newest FROM documents d JOIN shops s ON s.n = d.shop
       WHERE d.n > ? AND d.erased = 0 ORDER BY d.n LIMIT ${atOnce}`,
      after,
    );
    for (const line of lines) {
      connection.transaction('read', () => verifyDocument(options, line, isNoted));
      yield;
    }
    const last = lines.at(-1);
    if (!last) return;
    after = last.n;
  }
}

/** Rows that are missing or are not as they were written, of the tables that have no other double (rule STORE-80). */
function* verifySums({ connection, found }: VerifyStoreOptions): Generator<void, void, void> {
  for (const table of watched) {
    for (const difference of connection.transaction('read', () => differences(connection, table))) {
      const { table: name, shop, row, how } = difference;
      if (name === 'documents' && how === 'missing')
        found({ what: 'missing-record', shop, name: row.replace(' ', '/') });
      else found({ what: 'other-hand', ...difference });
    }
    yield;
  }
}

function orphans(connection: Connection): readonly { readonly table: string; readonly rows: number }[] {
  const counts = new Map<string, number>();
  for (const { table } of connection.each<{ table: string }>('PRAGMA foreign_key_check')) {
    counts.set(table, (counts.get(table) ?? 0) + 1);
  }
  return [...counts].map(([table, rows]) => ({ table, rows }));
}

function verifyDocument(
  { connection, found, named, checked }: VerifyStoreOptions,
  line: DocumentLine,
  isNoted: boolean,
): void {
  const { n, shop, kind, id } = line;
  const name: DocumentName = { shop, kind, id };
  const place = { shop, kind, id };
  const { document } = readDocument(connection, name);
  // Erased since it was listed.
  if (!document) return;
  const { head } = document;
  checked.documents++;
  checked.entries += document.marks.length;
  checked.bytes += document.updates.reduce((sum, { length }) => sum + length, 0);
  const newest = connection.get<{ seq: Seq }>('SELECT seq FROM shops WHERE shop = ?', shop)?.seq ?? 0;
  if (head > newest) found({ what: 'beyond-log', place, seq: head });

  const last = document.marks.at(-1)?.seq ?? document.snapshot;
  if (last > head) found({ what: 'wrong-number', place, seq: head, newest: last });
  const unequal = isNoted ? unequalTotals(connection, n) : [];
  for (const table of unequal) found({ what: 'missing-rows', place, table });

  const known = new Set(
    connection
      .all<{ what: string; seq: Seq }>(
        'SELECT what, seq FROM quarantined WHERE document = ? AND healed = 0',
        n,
      )
      .map(({ what, seq }) => `${what} ${seq}`),
  );
  for (const damage of document.damage) {
    const isKnown = known.has(`${damage.what} ${damage.seq}`);
    found({ what: isKnown ? 'known-damage' : 'damage', place, seq: damage.seq, damage });
  }
  verifyHistory(connection, found, n, name);

  let doc: Y.Doc;
  try {
    doc = loadDocument(document).doc;
  } catch {
    return found({ what: 'unreadable', place, seq: head });
  }
  const isShort = document.claims.some(({ client, reach }) => Y.getState(doc.store, client) < (reach ?? 0));
  const isWhole = document.damage.length === 0 && !hasPending(doc) && !isShort;
  if (document.damage.length === 0 && !isWhole) found({ what: 'incomplete', place, seq: head });
  verifyRow(connection, found, { n, name, head, doc: isWhole ? doc : undefined });
  for (const file of filesNamed(name, doc)) named(file);
  doc.destroy();
}

interface ChangeLine {
  readonly version: Seq;
  readonly part: number;
  readonly at: number;
  readonly author: Parameters<typeof changeSum>[1]['author'];
  readonly through: string;
  readonly changes: string;
  readonly crc: number;
}

function verifyHistory(
  connection: Connection,
  found: VerifyStoreOptions['found'],
  n: number,
  name: DocumentName,
): void {
  const { shop, kind, id } = name;
  const lines = connection.all<ChangeLine>(
    'SELECT version, part, at, author, through, changes, crc FROM history WHERE document = ?',
    n,
  );
  for (const { crc, ...change } of lines) {
    if (changeSum(name, change) !== crc) {
      found({ what: 'history', place: { shop, kind, id }, seq: change.version });
    }
  }
}

function* filesNamed(name: DocumentName, doc: Y.Doc): Generator<NamedFile, void, void> {
  const kind = kindNamed(name.kind);
  if (!kind) return;
  const fields = fileFields(kind);
  if (fields.length === 0) return;
  const registers = readRegisters(doc, kind);
  for (const field of fields) {
    for (const { entry } of registers.get(field) ?? []) {
      const { value } = entry;
      const id = typeof value === 'string' ? parseFileId(value) : undefined;
      if (id) yield { name, field, id };
    }
  }
}
