/** A scene for tests: pictures of any length, and names and facts for them. */
import { createHash } from 'node:crypto';
import { freshFileId, type Author, type FileId, type ShopId } from '../../shared/lib/ids.ts';
import { seededRandom, type Random } from '../../shared/lib/random.ts';
import type { ImageType, Rendition } from '../../shared/protocol/file-upload.ts';
import type { FileFacts, FileName, Files } from './files.ts';

const random = seededRandom(2024);

export const demo = 'demo' as ShopId;
export const other = 'other' as ShopId;

export const fileId = (from: Random = random): FileId => freshFileId(1_700_000_000_000, from);

export const nameOf = (id = fileId(), rendition: Rendition = 'full', shop = demo): FileName => ({
  shop,
  id,
  rendition,
});

const heads: Readonly<Record<ImageType, readonly number[]>> = {
  'image/jpeg': [0xff, 0xd8, 0xff, 0xe0],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
  'image/webp': [0x52, 0x49, 0x46, 0x46, 0, 0, 0, 0, 0x57, 0x45, 0x42, 0x50],
};

/** Bytes that begin as a picture of that type does. */
export function picture(
  length = 5000,
  type: ImageType = 'image/jpeg',
  from: Random = random,
): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from({ length }, () => Math.floor(from() * 256));
  bytes.set(heads[type].slice(0, length));
  return bytes;
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const factsOf = (bytes: Uint8Array, more: Partial<FileFacts> = {}): FileFacts => ({
  length: bytes.length,
  type: 'image/jpeg',
  sha256: sha256Of(bytes),
  by: 'ana' as Author,
  ...more,
});

/** A stream of these bytes in chunks; with `breaks` it ends in an error, as a connection does that was cut. */
export async function* streamOf(
  bytes: Uint8Array,
  { chunk = 997, breaks = false } = {},
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  if (breaks) throw new Error('cut');
}

/** Announces and sends a whole file. */
export async function put(files: Files, name: FileName, bytes: Uint8Array): Promise<void> {
  const { offset, finished } = await files.begin(name, factsOf(bytes));
  if (!finished) await files.append(name, offset, streamOf(bytes.subarray(offset)));
}

/** The bytes of a whole file; undefined when there is none. */
export async function bytesOf(files: Files, name: FileName): Promise<Uint8Array | undefined> {
  const file = await files.read(name);
  return (
    file &&
    new Uint8Array(await new Response(file.open() as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer())
  );
}
