/** What a file is by its first bytes, whatever its name or its sender say (rule FILE-4). */
import type { ImageType } from '../../shared/protocol/file-upload.ts';

/** As many bytes as are looked at. */
export const sniffedBytes = 16;

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Undefined for everything that is not a picture of a type that is taken. */
export function sniffImage(head: Uint8Array): ImageType | undefined {
  const begins = (bytes: readonly number[], at = 0): boolean =>
    bytes.every((byte, index) => head[at + index] === byte);
  const says = (text: string, at: number): boolean =>
    begins(
      Array.from(text, (letter) => letter.charCodeAt(0)),
      at,
    );
  if (begins([0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (begins(png) && says('IHDR', 12)) return 'image/png';
  if (says('RIFF', 0) && says('WEBP', 8)) return 'image/webp';
  return undefined;
}
