/**
 * The documents that a page may list, with what is read of them: by when they moved or came to where they are, whichever was
 * later. Each of the two is an index, read in its order together with entries and rows, and no further than the page reaches:
 * what a page costs follows from what is in it (rule STORE-7).
 */
import type { EntityId, KindName } from '../../shared/lib/ids.ts';
import type { Connection } from './connection.ts';
import { isComplete } from './cursor.ts';
import type { EntryRecord, SnapshotRecord } from './read-document.ts';
import type { Seq } from './store.ts';

export interface Candidate {
  readonly n: number;
  readonly kind: KindName;
  readonly id: EntityId;
  readonly head: Seq;
  readonly snapshot: Seq;
  readonly damaged: number;
  /** When it came to where it is; 0 for what was there from the beginning. */
  readonly arrived: Seq;
  /** The row as it is stored, where it may be the newest. */
  readonly row: { readonly json: Uint8Array; readonly seq: Seq; readonly crc: number } | undefined;
  /** What its reader does not have: after the snapshot where it gets the whole of it, else after the cursor. */
  readonly entries: readonly EntryRecord[];
  /** Where nothing was written since. */
  readonly state: SnapshotRecord | undefined;
}

/** A condition on a document `d`, with what is bound to it. */
export interface Filter {
  readonly where: string;
  readonly values: readonly string[];
}

/** A document with one of its entries, if it has any: the row comes with the newest one, a snapshot where there is none. */
interface Line extends Omit<Candidate, 'row' | 'entries' | 'state'> {
  readonly rowJson: Uint8Array | null;
  readonly rowSeq: Seq;
  readonly rowCrc: number;
  readonly seq: Seq | null;
  readonly prev: Seq;
  readonly bytes: Uint8Array;
  readonly author: EntryRecord['author'];
  readonly at: number;
  readonly through: EntryRecord['through'];
  readonly crc: number;
  readonly stateSeq: Seq | null;
  readonly statePacking: number;
  readonly stateBytes: Uint8Array;
  readonly stateCrc: number;
}

const linesFrom = (index: string, which: string, order: string, { where }: Filter): string =>
  `SELECT d.n, d.kind, d.id, d.head, d.snapshot, d.damaged, d.arrived,
     CAST(p.json AS BLOB) AS rowJson, p.seq AS rowSeq, p.crc AS rowCrc,
     l.seq, l.prev, l.bytes, l.author, l.at, l.through, l.crc,
     s.seq AS stateSeq, s.packing AS statePacking, s.bytes AS stateBytes, s.crc AS stateCrc
   FROM documents d INDEXED BY ${index}
     LEFT JOIN log l ON l.document = d.n
       AND l.seq > CASE WHEN d.arrived > ?1 THEN d.snapshot ELSE max(d.snapshot, ?2) END
     LEFT JOIN projected p ON p.document = d.n AND (l.seq IS NULL OR l.seq = d.head)
     LEFT JOIN snapshots s ON s.document = d.n AND l.seq IS NULL
   WHERE d.shop = ?3 AND ${which} AND d.erased = 0${where} ORDER BY ${order}`;

/** Leave the loop to stop reading. */
export function candidates(
  connection: Connection,
  shop: number,
  after: Seq,
  filter: Filter,
): Iterable<Candidate> {
  const floor = isComplete(after) ? after : 0;
  const read = (index: string, which: string, order: string): Iterable<Candidate> =>
    grouped(
      connection.each<Line>(linesFrom(index, which, order, filter), after, floor, shop, ...filter.values),
    );
  return merged(
    read('documents_by_head', 'd.head > ?1 AND d.head > d.arrived', 'd.head'),
    read('documents_arrived', 'd.arrived > ?1 AND d.arrived >= d.head AND d.arrived > 0', 'd.arrived'),
  );
}

/** The undamaged records that stand between two numbers, by their own number, each with its newest entry: as a page lists them, without reading them. */
export function headsWithin(
  connection: Connection,
  shop: number,
  { after, until }: { readonly after: Seq; readonly until: Seq },
  { where, values }: Filter,
): ReadonlyMap<number, Seq> {
  const read = (index: string, which: string): readonly { readonly n: number; readonly head: Seq }[] =>
    connection.all(
      `SELECT d.n, d.head FROM documents d INDEXED BY ${index}
       WHERE d.shop = ?1 AND ${which} AND d.erased = 0 AND d.damaged = 0${where}`,
      shop,
      after,
      until,
      ...values,
    );
  const found = [
    ...read('documents_by_head', 'd.head > ?2 AND d.head <= ?3 AND d.head > d.arrived'),
    ...read(
      'documents_arrived',
      'd.arrived > ?2 AND d.arrived <= ?3 AND d.arrived >= d.head AND d.arrived > 0',
    ),
  ];
  return new Map(found.map(({ n, head }) => [n, head]));
}

function* grouped(lines: Iterable<Line>): Iterable<Candidate> {
  let open: Line | undefined;
  let entries: EntryRecord[] = [];
  let row: Candidate['row'];
  const candidate = (line: Line): Candidate => {
    const { n, kind, id, head, snapshot, damaged, arrived } = line;
    // They come in their order, which no clause says: one would sort the bytes.
    entries.sort((a, b) => a.seq - b.seq);
    return { n, kind, id, head, snapshot, damaged, arrived, row, entries, state: stateIn(line) };
  };
  for (const line of lines) {
    if (open && open.n !== line.n) {
      yield candidate(open);
      entries = [];
      row = undefined;
    }
    open = line;
    if (isEntry(line)) entries.push(line);
    if (line.rowJson !== null) row = { json: line.rowJson, seq: line.rowSeq, crc: line.rowCrc };
  }
  if (open) yield candidate(open);
}

const isEntry = (line: Line): line is Line & { readonly seq: Seq } => line.seq !== null;

const stateIn = ({ stateSeq, statePacking, stateBytes, stateCrc }: Line): SnapshotRecord | undefined =>
  stateSeq === null ? undefined : { seq: stateSeq, packing: statePacking, bytes: stateBytes, crc: stateCrc };

/** When it came to where it stands in the order of pages. */
export const movedAt = ({ head, arrived }: Candidate): Seq => Math.max(head, arrived);

/** Two in their order as one. */
function* merged(left: Iterable<Candidate>, right: Iterable<Candidate>): Iterable<Candidate> {
  const [one, other] = [left[Symbol.iterator](), right[Symbol.iterator]()];
  try {
    let [a, b] = [one.next(), other.next()];
    for (;;) {
      if (a.done !== true && (b.done === true || movedAt(a.value) <= movedAt(b.value))) {
        yield a.value;
        a = one.next();
      } else if (b.done !== true) {
        yield b.value;
        b = other.next();
      } else return;
    }
  } finally {
    one.return?.();
    other.return?.();
  }
}
