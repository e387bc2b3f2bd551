/** What is left on a folder's disk for who is not root, in bytes; null where the system does not say. */
import { statfs } from 'node:fs/promises';

export const freeBytes = (folder: string): Promise<number | null> =>
  statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
