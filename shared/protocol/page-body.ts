/**
 * A page's body to items and back; the layout is told in page.ts. The body is deflated where that pays.
 *
 * Encoding takes the compressor: the relay hands in `deflateRawSync` of its worker thread, and this folder, which
 * the browser shares, imports no zlib. Decoding is asynchronous because the platform's own `DecompressionStream`
 * is, the one inflater that browsers and Node have in common (inflate.ts).
 */
import { ByteReader, reading, Unreadable } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { inflateRaw, type Inflate } from './inflate.ts';
import { malformed, type Malformed } from './malformed.ts';
import type { PageItem, WrittenItem } from './page.ts';

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
export function encodePageBody(items: readonly WrittenItem[], deflate?: Deflate): Uint8Array<ArrayBuffer> {
  // The encoding's byte comes first, so that a plain body is not copied once more.
  const writer = new ByteWriter(expectedBytes(items));
  writer.byte(encodings.plain);
  writer.uint(items.length);
  for (const item of items) writeItem(writer, item);
  const body = writer.finish();
  const plain = body.subarray(1);
  if (!deflate || plain.length < worthDeflating) return body;
  const deflated = deflate(plain);
  if (deflated.length >= plain.length) return body;
  const smaller = new ByteWriter(deflated.length + 9);
  smaller.byte(encodings.deflated);
  smaller.uint(plain.length);
  smaller.raw(deflated);
  return smaller.finish();
}

/** About enough, so that the buffer rarely grows. */
function expectedBytes(items: readonly WrittenItem[]): number {
  let bytes = 64;
  let longest = 0;
  for (const { row, chunks } of items) {
    bytes += 96 + (row?.length ?? 0);
    for (const chunk of chunks) bytes += chunk.length + 5;
    if (typeof row === 'string') longest = Math.max(longest, row.length);
  }
  // The last text is given the room that it could take if each of its letters took most.
  return bytes + 2 * longest;
}

export interface PageItems {
  readonly type: 'page-items';
  readonly items: readonly PageItem[];
}

export interface InflateOptions {
  readonly inflate?: Inflate;
  readonly max?: number;
}

export interface ReadOptions {
  /** Asked between two items: a promise to wait for, when others are to have their turn. */
  readonly pause?: () => Promise<void> | undefined;
}

/** Never rejects. Chunks are views into the body, or into what it inflated to. */
export const decodePageBody = async (
  body: Uint8Array,
  { pause, ...options }: InflateOptions & ReadOptions = {},
): Promise<PageItems | Malformed> =>
  readPageItems(await inflatePageBody(body, options), { ...(pause && { pause }) });

/** The first step, which needs no turn of this thread: what `readPageItems` reads. Never rejects. */
export async function inflatePageBody(
  body: Uint8Array,
  { inflate = inflateRaw, max = maxInflated }: InflateOptions = {},
): Promise<Uint8Array | Malformed> {
  const opened = reading(() => open(body, max));
  if (opened.type === 'malformed') return opened;
  if (opened.type === 'plain') return opened.bytes;
  return (await inflate(opened.bytes, opened.length)) ?? malformed('deflate');
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

/** Never rejects. */
export async function readPageItems(
  plain: Uint8Array | Malformed,
  { pause = () => undefined }: ReadOptions = {},
): Promise<PageItems | Malformed> {
  if (!(plain instanceof Uint8Array)) return plain;
  const items: PageItem[] = [];
  try {
    const reader = new ByteReader(plain);
    for (let left = reader.count(5); left > 0; left--) {
      items.push(readItem(reader));
      const turn = pause();
      if (turn) await turn;
    }
    reader.finish();
  } catch (error) {
    if (error instanceof Unreadable) return malformed(error.reason);
    throw error;
  }
  return { type: 'page-items', items };
}

function writeItem(writer: ByteWriter, item: WrittenItem): void {
  const { row, chunks } = item;
  writer.text(item.kind);
  writer.text(item.id);
  writer.uint(item.seq);
  writer.byte(
    (item.whole ? flags.whole : 0) | (item.damaged ? flags.damaged : 0) | (row === null ? 0 : flags.row),
  );
  if (typeof row === 'string') writer.text(row);
  else if (row) writer.sized(row);
  writer.uint(chunks.length);
  for (const chunk of chunks) writer.sized(chunk);
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
