/** What is left on a folder's disk for who is not root, in bytes; not a number where the system does not say. */
import { statfs } from 'node:fs/promises';

export const freeBytes = (folder: string): Promise<number> =>
  statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => Number.NaN,
  );
