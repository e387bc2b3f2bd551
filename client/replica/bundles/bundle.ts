/**
 * Many records as they came with one page, stored as one: of what writing sixty thousand records costs, nine tenths are the
 * requests and not the bytes (docs/decisions/0031-bundles.md). A bundle is written once and only ever loses records: whoever
 * writes anything about one of them takes it out first, into lines of its own. Knows no database.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { EntityKey } from '../../../shared/lib/ids.ts';
import { checksum } from '../checksum.ts';
import { lengthOf } from '../stored-lines.ts';
import type { StoredRecord, StoredRow, VaultItem, Weight } from '../vault.ts';

/** Which records are in a bundle, and where. The lists run side by side. */
export interface BundleHead {
  readonly id: number;
  readonly kind: string;
  /** The relay's store that `seqs` belong to. */
  readonly epoch: string;
  /** Less for newer rows: the newest row's `-at`. */
  readonly order: number;
  /** When it came, in this machine's milliseconds. */
  readonly accessed: number;
  readonly names: readonly EntityKey[];
  /** Those that were taken out, and whose bytes are still in the other two parts. */
  readonly left: readonly EntityKey[];
  readonly seqs: readonly number[];
  readonly sizes: readonly number[];
  /** Where each lies in the other two parts. */
  readonly places: readonly number[];
}

export interface BundleRows {
  readonly id: number;
  readonly at: readonly number[];
  readonly json: readonly string[];
}

export interface BundleBytes {
  readonly id: number;
  /** Behind the last byte of each. */
  readonly ends: readonly number[];
  readonly sums: readonly number[];
  readonly bytes: Uint8Array;
}

export interface Bundle {
  readonly head: BundleHead;
  readonly rows: BundleRows;
  readonly bytes: BundleBytes;
}

/** One that has no id yet: the database gives it one that was never given before. */
export interface NewBundle {
  readonly head: Omit<BundleHead, 'id'>;
  readonly rows: Omit<BundleRows, 'id'>;
  readonly bytes: Omit<BundleBytes, 'id'>;
}

/** A record that a bundle takes: all of it, with its row. */
export type BundledItem = VaultItem & { readonly row: StoredRow };

export const isBundled = (item: VaultItem): item is BundledItem => item.whole && item.row !== undefined;

/** All of one kind, each of them once, and at least one. */
export function bundleOf(
  items: readonly BundledItem[],
  { kind, epoch, now }: { readonly kind: string; readonly epoch: string; readonly now: number },
): NewBundle {
  const encoder = encoding.createEncoder();
  const ends: number[] = [];
  const sums: number[] = [];
  for (const { chunks } of items) {
    const piece = encoding.encode((inside) => writeChunks(inside, chunks));
    encoding.writeUint8Array(encoder, piece);
    ends.push(encoding.length(encoder));
    sums.push(checksum([piece]));
  }
  const at = items.map(({ row }) => row.at);
  return {
    head: {
      kind,
      epoch,
      order: -at.reduce((newest, each) => Math.max(newest, each), -Infinity),
      accessed: now,
      names: items.map(({ name }) => name),
      left: [],
      seqs: items.map(({ seq }) => seq),
      sizes: items.map(({ chunks }) => lengthOf(chunks)),
      places: items.map((_, place) => place),
    },
    rows: { at, json: items.map(({ row }) => row.json) },
    bytes: { ends, sums, bytes: encoding.toUint8Array(encoder) },
  };
}

/** The record at an index of the head; undefined when its bytes are not what was written. */
export function recordAt(
  head: BundleHead,
  index: number,
  bytes: BundleBytes | undefined,
): StoredRecord | undefined {
  const [name, seq] = [head.names[index], head.seqs[index]];
  const piece = bytes && pieceAt(bytes, head.places[index] ?? -1);
  if (!piece || name === undefined || seq === undefined) return undefined;
  return { name, seq, epoch: head.epoch, chunks: readChunks(piece), own: [] };
}

/** Its row. Where that was lost it is one that no list can read, so that it is made anew from the record. */
export function rowAt(
  { kind, names, places }: BundleHead,
  index: number,
  rows: BundleRows | undefined,
): StoredRow {
  const name = names[index] as EntityKey;
  const place = places[index] ?? -1;
  const id = name.slice(kind.length + 1);
  return { name, kind, id, at: rows?.at[place] ?? 0, json: rows?.json[place] ?? '' };
}

export const weightsOf = ({ names, sizes, accessed }: BundleHead): readonly Weight[] =>
  names.map((name, index) => ({ name, bytes: sizes[index] ?? 0, accessed }));

/** The head without some of its records, whose bytes stay where they are; undefined when none stays. */
export function headWithout(head: BundleHead, gone: ReadonlySet<EntityKey>): BundleHead | undefined {
  const stay = head.names.flatMap((name, index) => (gone.has(name) ? [] : [index]));
  if (stay.length === 0) return undefined;
  const pick = <T>(list: readonly T[]): T[] => stay.map((index) => list[index] as T);
  return {
    ...head,
    names: pick(head.names),
    left: [...head.left, ...head.names.filter((name) => gone.has(name))],
    seqs: pick(head.seqs),
    sizes: pick(head.sizes),
    places: pick(head.places),
  };
}

/** The bundle with nothing in it but what its head names. */
export function compacted(
  head: BundleHead,
  rows: BundleRows | undefined,
  bytes: BundleBytes | undefined,
): Bundle {
  const { id, places } = head;
  const pieces = places.map((place) => (bytes ? (rawAt(bytes, place) ?? nothing) : nothing));
  const all = new Uint8Array(lengthOf(pieces));
  const ends: number[] = [];
  let end = 0;
  for (const piece of pieces) {
    all.set(piece, end);
    ends.push((end += piece.length));
  }
  return {
    head: { ...head, left: [], places: places.map((_, place) => place) },
    rows: {
      id,
      at: places.map((place) => rows?.at[place] ?? 0),
      json: places.map((place) => rows?.json[place] ?? ''),
    },
    // What could not be read cannot be read afterwards either.
    bytes: { id, ends, sums: places.map((place) => bytes?.sums[place] ?? -1), bytes: all },
  };
}

const nothing = new Uint8Array();

function rawAt({ ends, bytes }: BundleBytes, place: number): Uint8Array | undefined {
  const end = ends[place];
  const from = place === 0 ? 0 : ends[place - 1];
  if (!(bytes instanceof Uint8Array) || end === undefined || from === undefined) return undefined;
  return bytes.subarray(from, end);
}

function pieceAt(bytes: BundleBytes, place: number): Uint8Array | undefined {
  const piece = rawAt(bytes, place);
  return piece && checksum([piece]) === bytes.sums[place] ? piece : undefined;
}

function writeChunks(encoder: encoding.Encoder, chunks: readonly Uint8Array[]): void {
  encoding.writeVarUint(encoder, chunks.length);
  for (const chunk of chunks) encoding.writeVarUint8Array(encoder, chunk);
}

/** Of a piece whose checksum holds. The chunks are copies: a view would keep the whole bundle. */
function readChunks(piece: Uint8Array): readonly Uint8Array[] {
  const decoder = decoding.createDecoder(piece);
  return Array.from({ length: decoding.readVarUint(decoder) }, () =>
    decoding.readVarUint8Array(decoder).slice(),
  );
}
