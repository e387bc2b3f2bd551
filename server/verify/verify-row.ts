/**
 * What lists, searches and places follow of a record, held against the record itself: its row, whether it asks a person, whether it
 * is behind, and what was noted from it (rule VERIFY-1).
 */
import type * as Y from 'yjs';
import type { EntityKey } from '../../shared/lib/ids.ts';
import { kindNamed } from '../../shared/schema/kinds.ts';
import { placeSaid, isPlaced } from '../../shared/schema/place.ts';
import type { Row } from '../../shared/document/types.ts';
import { factOf, followedKinds } from '../derive/facts.ts';
import { rowJson } from '../relay/room.ts';
import { rowSum } from '../store/checksum.ts';
import type { Connection } from '../store/connection.ts';
import { reviewOf } from '../store/in-review.ts';
import { fieldsIn, filesShown, isNoted } from '../store/place-table.ts';
import type { DocumentName, Seq } from '../store/store.ts';
import type { Finding, Note, RowFault } from './finding.ts';

/** A record as it is stored. */
export interface StoredRecord {
  readonly n: number;
  readonly name: DocumentName;
  readonly head: Seq;
  /** Absent where it could not be put together whole. */
  readonly doc: Y.Doc | undefined;
}

interface RowLine {
  readonly seq: Seq;
  readonly json: string;
  readonly crc: number;
  readonly isReview: number;
}

/** A row that is behind is made again by the relay when it is asked for, if that is noted; one that is of the newest entry has to be right. */
export function verifyRow(
  connection: Connection,
  found: (finding: Finding) => void,
  record: StoredRecord,
): void {
  const { n, name, head, doc } = record;
  const { shop, kind, id } = name;
  const place = { shop, kind, id };
  const row = connection.get<RowLine>(
    `SELECT seq, json, crc, review = ${reviewOf('json')} AS isReview FROM projected WHERE document = ?`,
    n,
  );
  const isBehind = connection.get('SELECT 1 FROM unprojected WHERE document = ?', n) !== undefined;
  const wrong = (how: RowFault, seq: Seq): void => found({ what: 'wrong-row', place, seq, how });
  if (!row) return isBehind ? undefined : wrong('missing', head);
  if (rowSum(name, row.seq, row.json) !== row.crc) return wrong('checksum', row.seq);
  if (row.seq > head) return wrong('differs', row.seq);
  if (row.seq < head) return isBehind ? undefined : wrong('behind', row.seq);
  if (doc && rowJson(kindNamed(kind), name, doc) !== row.json) return wrong('differs', row.seq);
  if (!row.isReview) wrong('review', row.seq);
  for (const note of wrongNotes(connection, record, row.json)) found({ what: 'wrong-note', place, note });
}

/** Of a row that is right. */
function* wrongNotes(
  connection: Connection,
  { n, name, head, doc }: StoredRecord,
  json: string,
): Generator<Note, void, void> {
  const { shop, kind, id } = name;
  const ofShop = connection.get<{ n: number }>('SELECT n FROM shops WHERE shop = ?', shop)?.n;
  const fields = fieldsIn(json);
  if (fields && isPlaced(kind)) {
    const said = placeSaid(kindNamed(kind), (field) => fields[field]);
    const noted = connection.get<{ shop: number; own: string; parent: EntityKey | '' }>(
      'SELECT shop, own, parent FROM placed WHERE document = ?',
      n,
    );
    if (noted?.own !== said.own || noted.parent !== said.parent || noted.shop !== ofShop) yield 'placed';
  }
  if (fields && isNoted(kind)) {
    const shown = new Set(filesShown(kind, fields));
    const noted = connection.all<{ shop: number; file: string }>(
      'SELECT shop, file FROM file_uses WHERE document = ?',
      n,
    );
    const isOther = (use: (typeof noted)[number]): boolean => use.shop !== ofShop || !shown.has(use.file);
    if (noted.length !== shown.size || noted.some(isOther)) yield 'file_uses';
  }
  if (!doc || !followedKinds.includes(kind)) return;
  const followed = connection.get<{ seq: Seq }>(
    'SELECT seq FROM derived WHERE shop = (SELECT n FROM shops WHERE shop = ?)',
    shop,
  );
  if ((followed?.seq ?? 0) < head) return;
  const fact = factOf({ kind, id }, JSON.parse(json) as Row);
  const noted = connection.get<{ shop: number; kind: string; target: string | null; value: string }>(
    'SELECT shop, kind, target, value FROM facts WHERE document = ?',
    n,
  );
  const isSame = noted?.target === fact.target && noted.value === fact.value;
  if (!isSame || noted.shop !== ofShop || noted.kind !== kind) yield 'facts';
}
