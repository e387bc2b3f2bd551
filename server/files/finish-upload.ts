/** The last step of an upload: holding its bytes against what was announced, and making a whole file of them. */
import { createHash } from 'node:crypto';
import { within, type Disk } from './disk.ts';
import type { FilePlace } from './file-places.ts';
import type { FileFacts, FileRefusal } from './files.ts';
import { sniffedBytes, sniffImage } from './sniff-image.ts';

/** Why the bytes are not what was announced; undefined when they are. They are read back from the disk. */
export async function problemOfUpload(
  disk: Disk,
  { upload }: FilePlace,
  { length, type, sha256 }: FileFacts,
): Promise<FileRefusal | undefined> {
  const hash = createHash('sha256');
  const head = Buffer.alloc(sniffedBytes);
  let seen = 0;
  for await (const chunk of disk.stream(upload)) {
    if (seen < sniffedBytes) head.set(chunk.subarray(0, sniffedBytes - seen), seen);
    hash.update(chunk);
    seen += chunk.length;
  }
  if (seen !== length || hash.digest('hex') !== sha256) return 'checksum-mismatch';
  return sniffImage(head) === type ? undefined : 'unsupported-media-type';
}

/** Before the rename, which is what makes a file whole: a file that is there has all its bytes and its facts. */
export async function syncUpload(disk: Disk, { upload, facts }: FilePlace): Promise<void> {
  for (const path of [upload, facts]) await within(disk, path, (file) => file.sync());
}

/** Resolves once the file would survive a power cut. */
export async function makeWhole(disk: Disk, { upload, whole, folder }: FilePlace): Promise<void> {
  await disk.rename(upload, whole);
  await disk.syncFolder(folder);
}
