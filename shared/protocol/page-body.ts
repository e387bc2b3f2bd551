/**
 * A page's body to items and back; the layout is told in page.ts. The body is deflated where that pays.
 *
 * Encoding takes the compressor: the relay hands in `deflateRawSync` of its worker thread, and this folder, which
 * the browser shares, imports no zlib. Decoding is asynchronous because the platform's own `DecompressionStream`
 * is, the one inflater that browsers and Node have in common (inflate.ts).
 */
import {
  createEncoder,
  toUint8Array,
  writeUint8,
  writeUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
  type Encoder,
} from 'lib0/encoding';
import { ByteReader, reading, Unreadable } from './byte-reader.ts';
import { inflateRaw, type Inflate } from './inflate.ts';
import { malformed, type Malformed } from './malformed.ts';
import type { PageItem } from './page.ts';
import { writeList, writeUint } from './write.ts';

/** Raw deflate, without a zlib header. */
export type Deflate = (plain: Uint8Array) => Uint8Array;

const encodings = { plain: 0, deflated: 1 } as const;
const flags = { whole: 1, damaged: 2, row: 4 } as const;
const allFlags = flags.whole | flags.damaged | flags.row;

/** Below this many bytes deflating saves less than a packet. */
const worthDeflating = 512;

/** A body larger than this when inflated is refused, whatever it announces. */
export const maxInflated = 64 * 1024 * 1024;

/** Without `deflate` the body stays plain. */
export function encodePageBody(items: readonly PageItem[], deflate?: Deflate): Uint8Array<ArrayBuffer> {
  const inner = createEncoder();
  writeList(inner, items, writeItem);
  const plain = toUint8Array(inner);
  const deflated = deflate && plain.length >= worthDeflating ? deflate(plain) : plain;
  const outer = createEncoder();
  if (deflated.length < plain.length) {
    writeUint8(outer, encodings.deflated);
    writeVarUint(outer, plain.length);
    writeUint8Array(outer, deflated);
  } else {
    writeUint8(outer, encodings.plain);
    writeUint8Array(outer, plain);
  }
  return toUint8Array(outer);
}

export interface PageItems {
  readonly type: 'page-items';
  readonly items: readonly PageItem[];
}

/** Never rejects. Chunks are views into the body, or into what it inflated to. */
export async function decodePageBody(
  body: Uint8Array,
  { inflate = inflateRaw, max = maxInflated }: { inflate?: Inflate; max?: number } = {},
): Promise<PageItems | Malformed> {
  const opened = reading(() => open(body, max));
  if (opened.type === 'malformed') return opened;
  if (opened.type === 'plain') return readItems(opened.bytes);
  const plain = await inflate(opened.bytes, opened.length);
  return plain ? readItems(plain) : malformed('deflate');
}

type Opened =
  | { readonly type: 'plain'; readonly bytes: Uint8Array }
  | { readonly type: 'deflated'; readonly bytes: Uint8Array; readonly length: number };

function open(body: Uint8Array, max: number): Opened {
  const reader = new ByteReader(body);
  const encoding = reader.byte();
  if (encoding === encodings.plain) return { type: 'plain', bytes: reader.rest() };
  if (encoding !== encodings.deflated) throw new Unreadable('value');
  const length = reader.uint();
  if (length > max) throw new Unreadable('limit');
  return { type: 'deflated', bytes: reader.rest(), length };
}

const readItems = (plain: Uint8Array): PageItems | Malformed =>
  reading((): PageItems => {
    const reader = new ByteReader(plain);
    const items = reader.list(5, readItem);
    reader.finish();
    return { type: 'page-items', items };
  });

function writeItem(encoder: Encoder, item: PageItem): void {
  writeVarString(encoder, item.kind);
  writeVarString(encoder, item.id);
  writeUint(encoder, item.seq);
  const row = item.row;
  writeUint8(
    encoder,
    (item.whole ? flags.whole : 0) | (item.damaged ? flags.damaged : 0) | (row === null ? 0 : flags.row),
  );
  if (row !== null) writeVarString(encoder, row);
  writeList(encoder, item.chunks, writeVarUint8Array);
}

function readItem(reader: ByteReader): PageItem {
  const kind = reader.text();
  const id = reader.text();
  const seq = reader.uint();
  const flag = reader.byte();
  if (flag > allFlags) throw new Unreadable('flag');
  return {
    kind,
    id,
    seq,
    whole: (flag & flags.whole) !== 0,
    damaged: (flag & flags.damaged) !== 0,
    row: (flag & flags.row) !== 0 ? reader.text() : null,
    chunks: reader.list(1, (from) => from.view()),
  };
}
