/** A scene for tests: pictures that only begin like pictures, and entries for them. */
import { freshFileId, type EntityKey, type FileId } from '../../../../shared/lib/ids.ts';
import { seededRandom } from '../../../../shared/lib/random.ts';
import type { Rendition } from '../../../../shared/protocol/file-upload.ts';
import type { PictureBytes, QueueEntry } from '../file-vault.ts';
import type { Picture } from '../options.ts';
import { sha256 } from '../sha256.ts';

const random = seededRandom(4711);

export const freshId = (): FileId => freshFileId(1_700_000_000_000, random);

/** So many bytes that begin as a JPEG does. */
export function jpeg(length: number): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from({ length }, () => Math.floor(random() * 256));
  bytes.set([0xff, 0xd8, 0xff, 0xe0].slice(0, length));
  return bytes;
}

export const pictureBytes = (length: number): PictureBytes => ({ type: 'image/jpeg', bytes: jpeg(length) });

export const blob = (length: number): Blob => new Blob([jpeg(length)], { type: 'image/jpeg' });

/** Makes of a picture itself and a thumb of a tenth, as a device would. */
export async function shrunk(picture: Blob): Promise<Picture> {
  const bytes = new Uint8Array(await picture.arrayBuffer());
  const thumb = bytes.slice(0, Math.max(16, Math.floor(bytes.length / 10)));
  return { full: picture, thumb: new Blob([thumb], { type: 'image/jpeg' }) };
}

export async function entryOf(
  more: Partial<QueueEntry> = {},
): Promise<{ readonly entry: QueueEntry; readonly bytes: ReadonlyMap<Rendition, PictureBytes> }> {
  const bytes = new Map<Rendition, PictureBytes>([
    ['thumb', pictureBytes(100)],
    ['full', pictureBytes(1000)],
  ]);
  const parts = await Promise.all(
    [...bytes].map(async ([rendition, picture]) => ({
      rendition,
      type: picture.type,
      length: picture.bytes.length,
      sha256: await sha256(picture.bytes),
      sent: false,
    })),
  );
  const entry = {
    id: freshId(),
    for: 'device/d1' as EntityKey,
    at: 1,
    parts,
    tries: 0,
    problem: null,
    retryAt: null,
    ...more,
  };
  return { entry, bytes };
}
